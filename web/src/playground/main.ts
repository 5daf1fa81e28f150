// The first, small script of the page: it loads the rest while the notice of index.html is shown.
import("./start").then(({ start }) => {
  const root = document.getElementById("root");
  if (root) start(root);
}, (error: unknown) => {
  throw error instanceof Error ? error : new Error(String(error));
});
