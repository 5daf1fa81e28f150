import { useSyncExternalStore } from "react";

/** A value outside React that components can observe. */
export interface Observed<T> {
  get(): T;
  set(value: T): void;
  subscribe(watcher: () => void): () => void;
}

export function observed<T>(value: T): Observed<T> {
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const watcher of watchers) watcher();
    },
    subscribe(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

export function useObserved<T>(source: Observed<T>): T {
  return useSyncExternalStore(source.subscribe, source.get);
}
