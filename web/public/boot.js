// Runs before the scripts of a page, and reports why they do not start. It is a separate file so that it works when the others fail.
(() => {
  /** @param {string} cause */
  const report = (cause) => {
    const notice = document.getElementById("trouble");
    if (!notice?.hidden) return;
    notice.replaceChildren(
      element("h1", "The page did not load completely"),
      element("p", cause),
      element("p", "Reload the page. If that does not help, check that the server is running. The API at /graphql works without this page."),
    );
    notice.hidden = false;
    document.documentElement.dataset.failed = "";
  };

  /** @param {string} name @param {string} text */
  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  /** @param {string} url */
  const path = (url) => new URL(url, location.href).pathname;

  document.documentElement.dataset.script = "";
  addEventListener("DOMContentLoaded", () => {
    const command = document.querySelector("#root code");
    if (command) command.textContent = command.textContent.replace("http://127.0.0.1:8080", location.origin);
  });
  addEventListener(
    "error",
    (event) => {
      const { target } = event;
      if (target instanceof HTMLScriptElement) report(`The file ${path(target.src)} failed to load.`);
      else if (target instanceof HTMLLinkElement) report(`The file ${path(target.href)} failed to load.`);
      else if (!started()) report(`The script failed: ${event.message}`);
    },
    true,
  );
  addEventListener("unhandledrejection", (event) => {
    /** @type {unknown} */
    const reason = event.reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    if (!started() || /dynamically imported module|preload/i.test(message)) report(message);
  });
  const started = () => "started" in document.documentElement.dataset;
})();
