// Runs before the program of a page, and tells what went wrong where that one does not start. A file of its own, so that it
// works when the others do not.
(() => {
  /** @param {string} cause */
  const tell = (cause) => {
    const place = document.getElementById("trouble");
    if (!place?.hidden) return;
    place.replaceChildren(
      element("h1", "This page did not load completely"),
      element("p", cause),
      element("p", "Load the page again. If that does not help, is the server still running? The data can be asked at /graphql without this page."),
    );
    place.hidden = false;
    document.documentElement.dataset.failed = "";
  };

  /** @param {string} name @param {string} text */
  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  /** @param {string} address */
  const path = (address) => new URL(address, location.href).pathname;

  document.documentElement.dataset.script = "";
  addEventListener("DOMContentLoaded", () => {
    const command = document.querySelector("#root code");
    if (command) command.textContent = command.textContent.replace("http://127.0.0.1:8080", location.origin);
  });
  addEventListener(
    "error",
    (event) => {
      const { target } = event;
      if (target instanceof HTMLScriptElement) tell(`The file ${path(target.src)} could not be loaded.`);
      else if (target instanceof HTMLLinkElement) tell(`The file ${path(target.href)} could not be loaded.`);
      else if (!started()) tell(`The program stopped: ${event.message}`);
    },
    true,
  );
  addEventListener("unhandledrejection", (event) => {
    /** @type {unknown} */
    const reason = event.reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    if (!started() || /dynamically imported module|preload/i.test(message)) tell(message);
  });
  const started = () => "started" in document.documentElement.dataset;
})();
