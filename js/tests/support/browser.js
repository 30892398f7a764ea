// What a browser has and Node.js may not: a storage that can be full, events, and where a test asks for it, a document.

import { webcrypto } from "node:crypto";

if (!globalThis.crypto) globalThis.crypto = webcrypto;
globalThis.CustomEvent ??= class extends Event {
  constructor(kind, { detail } = {}) {
    super(kind);
    this.detail = detail;
  }
};

/** A storage whose `full` and `broken` a test may set; what it holds outlives the pages that use it. */
export function fakeStorage() {
  const kept = new Map();
  const storage = {
    full: false,
    broken: false,
    getItem(name) {
      if (storage.broken) throw new Error("the storage is closed");
      return kept.get(name) ?? null;
    },
    setItem(name, value) {
      if (storage.full || storage.broken) throw new Error("QuotaExceededError");
      kept.set(name, String(value));
    },
    removeItem(name) {
      if (storage.broken) throw new Error("the storage is closed");
      kept.delete(name);
    },
  };
  // A page goes through the names in a storage as its keys.
  const seen = new Proxy(storage, {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: (_, name) => ({ value: kept.get(name), enumerable: true, configurable: true }),
  });
  Object.defineProperty(globalThis, "localStorage", { value: seen, configurable: true, writable: true });
  return storage;
}

/** The window's own events, for a page without a document. */
export function fakeWindow() {
  const target = new EventTarget();
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) {
    globalThis[name] = target[name].bind(target);
  }
}

/** A document, as jsdom has it. It lays nothing out: what is connected counts as seen. */
export async function fakeDocument() {
  const { JSDOM } = await import("jsdom");
  const { window } = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: false, url: "http://localhost/" });
  const names = [
    "CustomEvent",
    "Event",
    "HTMLElement",
    "HTMLInputElement",
    "HTMLTextAreaElement",
    "KeyboardEvent",
    "MutationObserver",
    "Node",
    "NodeFilter",
    "Text",
    "document",
    "getComputedStyle",
    "window",
  ];
  for (const name of names)
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
  globalThis.innerHeight = 800;
  globalThis.ResizeObserver = class {
    observe() {}
    disconnect() {}
  };
  Object.defineProperty(window.HTMLElement.prototype, "offsetParent", {
    get() {
      return this.isConnected && !this.closest("[hidden]") ? window.document.body : null;
    },
    configurable: true,
  });
  window.HTMLElement.prototype.scrollIntoView = () => {};
  return window;
}
