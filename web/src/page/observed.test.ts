import { expect, it, vi } from "vitest";
import { observed } from "./observed";

it("tells its watchers of a new value, until they leave", () => {
  const value = observed(1);
  const watcher = vi.fn();
  const leave = value.subscribe(watcher);
  value.set(1);
  expect(watcher).not.toHaveBeenCalled();
  value.set(2);
  expect(value.get()).toBe(2);
  expect(watcher).toHaveBeenCalledTimes(1);
  leave();
  value.set(3);
  expect(watcher).toHaveBeenCalledTimes(1);
});
