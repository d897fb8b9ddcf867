// Passkeys and security keys. A form with data-passkey is sent once the browser has made or found
// one: "add" makes it, "use" answers the options in the page, "sign-in" asks the server for them.
// Without JavaScript, or in a browser without passkeys, the buttons stay hidden.
const PROBLEMS = {
  InvalidStateError: "This one is on your account already.",
  NotAllowedError: "Nothing happened: it was cancelled, or took too long. Try again.",
  SecurityError: "Your browser does not allow passkeys at this address.",
};
const UNKNOWN = "That did not work. Try again, or another way.";

function optionsInPage() {
  return JSON.parse(document.querySelector("#passkey-options").textContent);
}

async function make(form) {
  const { creation_options: options } = optionsInPage();
  const alone = form.elements.passwordless.checked;
  Object.assign(options.publicKey.authenticatorSelection, {
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    userVerification: alone ? "required" : "preferred",
  });
  return window.webauthnJSON.create(options);
}

async function use() {
  return window.webauthnJSON.get(optionsInPage().request_options);
}

async function signIn(form) {
  const answer = await fetch(form.action, { headers: { accept: "application/json" } });
  if (!answer.ok) {
    throw new Error(`${answer.status} from the server`);
  }
  return window.webauthnJSON.get((await answer.json()).request_options);
}

const WAYS = { add: make, use, "sign-in": signIn };

async function answer(form, button) {
  const problem = form.querySelector("[data-passkey-problem]");
  problem.hidden = true;
  button.disabled = true;
  try {
    const credential = await WAYS[form.dataset.passkey](form);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    button.disabled = false;
    problem.textContent = PROBLEMS[error.name] ?? UNKNOWN;
    problem.hidden = false;
  }
}

if (window.PublicKeyCredential && window.webauthnJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    button.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form, button);
    });
  }
}
