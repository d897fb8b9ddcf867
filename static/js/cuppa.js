// Fills marked elements of a customer's page with copy, and reports what visitors see and do.
//
//   <script src=".../c/cuppa.js" data-key="pk_..." async></script>
//   <h1 data-cuppa="pricing-hero" data-cuppa-part="headline">The page's own words</h1>
//
// It runs on pages that are not ours: it throws nothing, hides nothing, writes texts only, needs
// nothing but this origin in script-src and connect-src, and keeps nothing unless it is allowed to.
// docs/how-to/put-copy-on-your-site.md says what each attribute does.
(() => {
  const script =
    document.currentScript || document.querySelector("script[data-key][src*='cuppa.js']");
  const told = script ? script.dataset : {};
  const running = window.cuppa && window.cuppa.refresh ? window.cuppa : null;
  if (running) {
    // The tag stands twice on the page: the first one does the work.
    if (told.goal) {
      running.convert(told.goal, told.value, { order: told.order });
    }
    running.refresh();
    return;
  }
  if (!told.key) {
    return;
  }

  const api = told.api || new URL(script.src, location.href).href.split("/c/")[0];
  const asked = new URLSearchParams(location.search);
  const preview = asked.get("cuppa_preview");
  const queue = [];
  const answers = new Map(); // placement -> the promise of its copy
  const shown = new Set(); // experiments reported as shown on this page
  const filled = new WeakMap(); // element -> the placement it was filled for
  const copies = new WeakMap(); // watched element -> its copy
  const waiting = new Set(); // elements seen while nobody looked at the page
  const done = new WeakSet(); // elements that reported their goal by being there
  let allowed = told.consent !== "wait";
  let visitor = null;
  let timer = 0;
  let scan = 0;
  let started = false;

  // What is kept, and only where it is allowed: who this is, their arms, what was reported.
  const shelf = "cuppa";
  let kept = { v: "", a: {}, s: [] };

  function load() {
    let text = "";
    try {
      if (told.storage === "local") {
        text = localStorage.getItem(shelf);
      } else if (told.storage === "cookie") {
        const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${shelf}=`));
        text = found && decodeURIComponent(found.slice(shelf.length + 1));
      }
      kept = { ...kept, ...JSON.parse(text || "{}") };
    } catch {
      // A page that may not store, or words of somebody else: begin anew.
    }
  }

  function save() {
    if (!allowed) {
      return;
    }
    kept.s = kept.s.slice(-20);
    const text = JSON.stringify(kept);
    try {
      if (told.storage === "local") {
        localStorage.setItem(shelf, text);
      } else if (told.storage === "cookie") {
        const secure = location.protocol === "https:" ? "; secure" : "";
        document.cookie = `${shelf}=${encodeURIComponent(text)}; max-age=15552000; path=/; samesite=lax${secure}`;
      }
    } catch {
      // Then it is known for this page only.
    }
  }

  function forget() {
    kept = { v: "", a: {}, s: [] };
    try {
      if (told.storage === "local") {
        localStorage.removeItem(shelf);
      } else if (told.storage === "cookie") {
        document.cookie = `${shelf}=; max-age=0; path=/`;
      }
    } catch {
      // Nothing could be stored either.
    }
  }

  function uuid(bytes) {
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  const newId = () => uuid(crypto.getRandomValues(new Uint8Array(16)));

  // The same order gives the same id, so that a thank-you page opened twice counts once.
  function idOf(text) {
    const bytes = new Uint8Array(16);
    for (let place = 0; place < 16; place += 4) {
      let hash = 0x811c9dc5 ^ place;
      for (const letter of text + place) {
        hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
      }
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      new DataView(bytes.buffer).setUint32(place, (hash ^ (hash >>> 13)) >>> 0);
    }
    return uuid(bytes);
  }

  function who() {
    if (!visitor) {
      load();
      visitor = told.visitor || asked.get("cuppa_visitor") || kept.v || newId();
      if (visitor !== kept.v) {
        kept = { v: visitor, a: {}, s: [] }; // somebody else's arms are not theirs
      }
      save();
    }
    return visitor;
  }

  // For the page's own scripts, and for our test page.
  function tell(what, detail) {
    document.dispatchEvent(new CustomEvent(`cuppa:${what}`, { detail }));
  }

  // As text, and with the key in the address, the browser need not ask first whether it may send.
  function post(path, body, more) {
    return fetch(`${api}/api/v1/${path}?key=${encodeURIComponent(told.key)}`, {
      method: "POST",
      body: JSON.stringify(body),
      credentials: "omit",
      headers: { "Content-Type": "text/plain" },
      ...more,
    }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  }

  const plain = (address) => (address || "").split(/[?#]/)[0];

  // Signs of who comes; addresses without their query, which may hold what is nobody's business.
  function signs() {
    const tags = ["source", "medium", "campaign", "term", "content"].map((name) => `utm_${name}`);
    const found = [
      ["page", plain(location.href)],
      ["referrer", plain(document.referrer)],
      ["locale", told.locale || document.documentElement.lang],
      ["from", asked.get("cuppa_from")],
      ["preview_token", preview],
      ...tags.map((name) => [name, asked.get(name)]),
      ...["persona", "stage", "list", "signal", "keyword"].map((name) => [name, told[name]]),
    ];
    return Object.fromEntries(found.filter(([, value]) => value));
  }

  // One call for all placements nobody has asked for on this page yet.
  function ask(placements) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), Number(told.timeout) || 800);
    const call = post(
      "copy",
      preview
        ? { ...signs(), placements } // nobody in particular: nothing that is looked at counts
        : { ...signs(), visitor: who(), placements, assigned: Object.values(kept.a) },
      { signal: stop.signal },
    )
      .then((answer) => {
        for (const copy of Object.values(answer.copy)) {
          if (copy.assigned && copy.experiment) {
            kept.a[copy.experiment.key] = copy.assigned;
          }
        }
        save();
        tell("copy", answer);
        return answer.copy;
      })
      .catch((error) => {
        // Too slow or down: the page keeps its own words.
        for (const placement of placements) {
          answers.delete(placement);
        }
        tell("kept", { placements, why: String(error) });
        return {};
      })
      .finally(() => clearTimeout(late));
    for (const placement of placements) {
      answers.set(
        placement,
        call.then((copies) => copies[placement]),
      );
    }
  }

  // "headline", or "headlines.2" for the second of several texts.
  function textOf(copy, part) {
    const [name, number] = (part || Object.keys(copy.parts)[0] || "").split(".");
    if (!part && Object.keys(copy.parts).length > 1) {
      return "";
    }
    const said = copy.parts[name];
    return Array.isArray(said) ? said[(Number(number) || 1) - 1] : said;
  }

  function put(element, text, language) {
    if (typeof text !== "string" || !text) {
      return false;
    }
    if (element.tagName === "INPUT") {
      element.value = text;
    } else if (element.textContent !== text) {
      element.textContent = text;
    }
    if (language && language !== document.documentElement.lang) {
      element.lang = language;
    }
    return true;
  }

  function fill(element, copy) {
    const own = element.dataset.cuppaPart;
    const inner = own ? [] : [...element.querySelectorAll("[data-cuppa-part]")];
    const mine = inner.filter((child) => child.closest("[data-cuppa]") === element);
    let changed = false;
    for (const target of mine.length ? mine : [element]) {
      changed = put(target, textOf(copy, target.dataset.cuppaPart), copy.language) || changed;
    }
    if (changed && copy.experiment) {
      copies.set(element, copy);
      watch(element);
    }
    tell("filled", { element, copy, changed });
  }

  const eyes =
    "IntersectionObserver" in window
      ? new IntersectionObserver(look, { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5] })
      : null;

  function watch(element) {
    if (eyes) {
      eyes.observe(element);
    } else {
      see(element);
    }
  }

  // Shown is half of it, or what fills half of the window.
  function look(entries) {
    for (const entry of entries) {
      const high = entry.intersectionRect.height >= innerHeight / 2;
      if (entry.isIntersecting && (entry.intersectionRatio >= 0.5 || high)) {
        see(entry.target);
      }
    }
  }

  function see(element) {
    if (document.visibilityState === "hidden") {
      waiting.add(element);
      return;
    }
    if (eyes) {
      eyes.unobserve(element);
    }
    const { key, phase, arm } = copies.get(element).experiment;
    const mark = `${key}:${phase}:${arm}`;
    if (!shown.has(mark)) {
      shown.add(mark);
      if (!kept.s.includes(mark)) {
        report({ type: "exposure", experiment: key, phase, arm }, mark);
      }
    }
  }

  function report(event, mark) {
    if (preview) {
      return;
    }
    queue.push([{ id: newId(), at: new Date().toISOString(), ...event }, mark]);
    clearTimeout(timer);
    timer = setTimeout(flush, event.type === "exposure" ? 50 : 0);
  }

  function flush() {
    clearTimeout(timer);
    if (!allowed || !queue.length) {
      return;
    }
    const sent = queue.splice(0, 50);
    const body = { events: sent.map(([event]) => ({ visitor: who(), ...event })) };
    send(body, sent, 2);
    flush();
  }

  // Sent again after a while: an event has its own id and counts once however often it arrives.
  function send(body, sent, again) {
    post("events", body, { keepalive: true })
      .then((answer) => {
        answer.results.forEach((result, place) => {
          const mark = sent[place][1];
          if (mark && result.status !== "rejected") {
            kept.s.push(mark);
          }
        });
        save();
        tell("reported", { events: body.events, answer });
      })
      .catch((error) => {
        const useless = error >= 400 && error < 500 && error !== 429;
        if (again && !useless) {
          setTimeout(send, 3000 / again, body, sent, again - 1);
        } else {
          tell("lost", { events: body.events, why: String(error) });
        }
      });
  }

  function convert(goal, value, options = {}) {
    const event = { type: "conversion", goal: String(goal) };
    if (value !== undefined && value !== "" && !Number.isNaN(Number(value))) {
      event.value = Number(value);
    }
    if (options.order) {
      event.id = idOf(`${told.key} ${goal} ${options.order}`);
    }
    report(event);
  }

  function refresh() {
    if (!allowed || !started) {
      return;
    }
    const marked = [...document.querySelectorAll("[data-cuppa]")].filter(
      (element) => element.dataset.cuppa && filled.get(element) !== element.dataset.cuppa,
    );
    const wanted = new Set(marked.map((element) => element.dataset.cuppa));
    const unknown = [...wanted].filter((placement) => !answers.has(placement));
    if (unknown.length) {
      ask(unknown.slice(0, 200));
    }
    for (const element of marked) {
      const placement = element.dataset.cuppa;
      const answer = answers.get(placement);
      if (answer) {
        filled.set(element, placement);
        answer.then((copy) => copy && element.dataset.cuppa === placement && fill(element, copy));
      }
    }
    for (const element of document.querySelectorAll("[data-cuppa-goal][data-cuppa-on='load']")) {
      if (!done.has(element)) {
        done.add(element);
        goalOf(element);
      }
    }
  }

  function goalOf(element) {
    const { cuppaGoal, cuppaValue, cuppaOrder } = element.dataset;
    convert(cuppaGoal, cuppaValue, { order: cuppaOrder });
  }

  function onDoing(event) {
    const from = event.target instanceof Element ? event.target : null;
    const element = from && from.closest("[data-cuppa-goal]");
    if (!element || element.dataset.cuppaOn === "load") {
      return;
    }
    if ((element.tagName === "FORM") === (event.type === "submit")) {
      goalOf(element);
      flush(); // the page may be gone in a moment
    }
  }

  function soon() {
    clearTimeout(scan);
    scan = setTimeout(refresh, 20);
  }

  function start() {
    started = true;
    document.addEventListener("click", onDoing, true);
    document.addEventListener("submit", onDoing, true);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        flush();
      } else {
        const now = [...waiting];
        waiting.clear();
        now.forEach(see);
      }
    });
    addEventListener("pagehide", flush);
    new MutationObserver(soon).observe(document.documentElement, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["data-cuppa", "data-cuppa-goal"],
    });
    if (told.goal) {
      convert(told.goal, told.value, { order: told.order });
    }
    refresh();
  }

  const early = Array.isArray(window.cuppa) ? window.cuppa : [];
  const own = {
    consent(yes) {
      allowed = Boolean(yes);
      if (allowed) {
        refresh();
        flush();
      } else {
        queue.length = 0;
        forget();
        visitor = null;
      }
    },
    convert,
    signal: (name) => report({ type: "signal", name: String(name) }),
    refresh,
    visitor: () => (allowed ? who() : ""),
    push: (call) => own[call[0]](...call.slice(1)),
  };
  window.cuppa = own;
  early.forEach(own.push);
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
