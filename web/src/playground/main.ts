// The first, small part of the page's program: the rest is loaded behind the notice that index.html shows.
import("./start").then(({ start }) => {
  const root = document.getElementById("root");
  if (root) start(root);
}, (error: unknown) => {
  throw error instanceof Error ? error : new Error(String(error));
});
