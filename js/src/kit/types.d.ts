import type { KnownForm, Message, Notice } from "../protocol.d.ts";
import type { Outbox } from "./outbox.js";

/** What an element may hold: text is never taken for markup. */
export type Child = Node | string | number | null | undefined | false | Child[];

/** The half of a widget that the kernel has; `name` is a trait of `Screen` in Python. */
export interface Model<View = unknown> {
  get(name: "outbox" | "label"): string;
  get(name: "messages"): Record<string, string> | undefined;
  get(name: "forms"): Record<string, KnownForm>;
  get(name: "notice"): Notice;
  get(name: "view"): View;
  send(content: { events: SentEvent[] }): void;
  on(event: string, listen: (message: Message) => void): void;
  off(event: string, listen: (message: Message) => void): void;
}

/** What somebody did. */
export interface NewEvent {
  kind: string;
  /** It replaces what waits in the same slot. */
  slot?: string;
  /** The name of the form that it belongs to. */
  form?: string;
  entry?: string;
  values?: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what else it says is each screen's own
  [more: string]: any;
}

/** An event on its way to the kernel. */
export interface SentEvent extends NewEvent {
  id: string;
  /** When it was put, in milliseconds since 1970. */
  at: number;
  /** The page that it was put in. */
  page: string;
}

/** What a screen's parts are drawn with. */
export interface Screen<View = unknown, Heard extends Message = Message> {
  model: Model<View>;
  root: HTMLElement;
  outbox: Outbox;
  /** Have something done when the screen is taken away. */
  whenClosed(last: () => void): void;
  /** Have something kept at once when the page is left, hidden or closed: there may be no later. */
  whenLeaving(last: () => void): void;
  /** Redraw, and leave nobody without the focus they had, or before an empty page where the screen was. */
  redraw(draw: () => void): void;
  readonly view: View;
  tell(kind: string, values?: Omit<NewEvent, "kind">): SentEvent;
  /** What was told is about what was done before. */
  hideNotice(): void;
  /** What the kernel sends to this page alone, and no notebook keeps; it is asked for again after a reload. */
  hear(listen: (message: Heard) => void, event?: string): void;
  /** The form of that name; what it is about is the kernel's to know. */
  form(name: string): HTMLElement;
  closeForm(name: string): void;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON has
  recall(name: string, otherwise: any): any;
  remember(name: string, value: unknown): void;
}
