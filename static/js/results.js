// A test's page while it runs: what was opened stays open when a new reading comes, the reading is
// read out, and a picture is kept as PNG. Without this the page is the same, only not by itself.

const SCALE = 2;

const keptOpen = (root) =>
  new Set([...root.querySelectorAll("details[open][data-keep]")].map((each) => each.dataset.keep));

let open = new Set();

const showButtons = () => {
  for (const button of document.querySelectorAll("[data-png]")) button.hidden = false;
};

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "reading") open = keptOpen(event.detail.target);
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  const reading = document.getElementById("reading");
  if (!reading || !event.detail.target.matches("#reading")) return;
  for (const each of reading.querySelectorAll("details[data-keep]"))
    each.open = open.has(each.dataset.keep);
  showButtons();
  const news = document.getElementById("reading-news");
  if (news) news.textContent = `A new reading: ${reading.dataset.sentence}`;
});

const picture = async (address) => {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`;
  await image.decode();
  return image;
};

const keep = async (button) => {
  const image = await picture(button.dataset.png);
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth || 760 * SCALE;
  canvas.height = image.naturalHeight || 460 * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = button.dataset.name;
  link.click();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-png]");
  if (!button) return;
  button.disabled = true;
  keep(button)
    .catch(() => {
      const said = button.lastChild;
      said.textContent = " PNG could not be made; the SVG says the same";
    })
    .finally(() => {
      button.disabled = false;
    });
});

showButtons();
