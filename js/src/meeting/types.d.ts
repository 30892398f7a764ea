import type {
  MeetingDueShown,
  MeetingFormatShown,
  MeetingReportShown,
  MeetingShown,
  MeetingStageShown,
  MeetingUnclassifiedShown,
} from "../protocol.d.ts";
import type { newBoard } from "./board.js";

/** What a board needs of a screen. */
export interface Teller {
  // biome-ignore lint/suspicious/noExplicitAny: values of an event
  tell(kind: string, values: Record<string, any>): unknown;
}

export type Stage = MeetingStageShown;
export type Format = MeetingFormatShown;
export type Board = ReturnType<typeof newBoard>;

/** A contribution, kept by the board; an earlier version kept no `airtime`, `began` and `presenter`. */
export interface Item {
  id: string;
  airtime: string | null;
  began: number;
  presenter: string | null;
  member: string;
  kind: string | null;
  invited: boolean | null;
  /** Seconds since the meeting started. */
  at: number;
  /** Seconds it took; null while it runs. */
  seconds: number | null;
  text: string | null;
  /** The key of the stage it was made in. */
  stage: string;
  withdrawn: boolean;
  /** Whether its note has words that the log has not been told. */
  unsent?: boolean;
}

export interface Airtime {
  entry: string;
  presenter: string;
  issue: string | null;
  title: string | null;
  order: number;
  /** Its stage's place in the format. */
  stage: number;
  /** Seconds since the meeting started, as all that follows. */
  began: number;
  /** Since when the clock runs; null while it is stopped. */
  since: number | null;
  /** Seconds spent, by the stage's key. */
  spent: Record<string, number>;
  ended: number | null;
}

/** What is said of the contribution to come. */
export interface Awaited {
  kind?: string;
  invited?: boolean | null;
}

// biome-ignore lint/suspicious/noExplicitAny: values of an event
export type Told = [kind: string, values: Record<string, any>];

export type Side = "before" | "after";

/** A step that was taken, with what it takes to take it back and to do it again. */
export interface Step {
  label: string;
  at: number;
  items: { before: [string, Item | null][]; after: [string, Item][] };
  kept: Record<Side, Partial<Live>>;
  tells: Record<Side, Told[]>;
}

/** What a step changes. */
export interface Making {
  add(item: Item): void;
  edit(id: string, values: Partial<Item>): void;
  /** Tell the log something, and something else when the step is taken back. */
  // biome-ignore lint/suspicious/noExplicitAny: values of an event
  tell(kind: string, undone: Record<string, any>, done: Record<string, any>, undoneKind?: string): void;
}

/** What a browser keeps of a meeting. */
export interface Live {
  version: number;
  /** When it last changed. */
  at: number;
  /** Milliseconds since 1970. */
  started: number | null;
  /** Seconds since the start, as all that follows. */
  ended: number | null;
  airtime: Airtime | null;
  order: number;
  /** The meeting's contributions, oldest first. */
  items: Item[];
  /** The contributions that the log has been told of. */
  sent: Record<string, boolean>;
  /** Kinds given to contributions that are in the log alone. */
  sorted: Record<string, string | null>;
  /** The contribution that runs. */
  running: string | null;
  next: Awaited;
  facilitator: string | null;
  typedTitle: string;
  undo: Step[];
  redo: Step[];
  /** Opening and closing steps that were ticked. */
  ticks: Record<string, boolean>;
}

export interface Due extends Omit<MeetingDueShown, "report"> {
  /** `waiting` while the log has not been told of it. */
  report: (Partial<MeetingReportShown> & { entry: string; status: string; waiting?: boolean }) | null;
}

/** A contribution that nobody has classified. */
export interface Unclassified extends Omit<MeetingUnclassifiedShown, "entry"> {
  id: string;
  stage: string | null;
  began?: number;
}

/** A meeting as the log shows it, under what waits in the outbox. */
export interface Meeting extends Omit<MeetingShown, "due"> {
  due: Due[];
}

/** What the parts of a board share. */
export interface Core {
  readonly live: Live;
  readonly format: Format | null;
  readonly meeting: Meeting;
  /** Whoever facilitates, or nothing. */
  readonly facilitator: string;
  /** The day that what is noted now belongs to. */
  readonly day: string;
  /** Seconds since the meeting started, now or when an event of the browser happened. */
  seconds(event?: Event): number;
  /** Milliseconds since 1970. */
  now(event?: Event): number;
  /** Keep what changed. */
  save(): void;
  /** Show the board anew. */
  changed(): void;
  find(id: string): Item | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: values of an event
  tell(kind: string, values: Record<string, any>): void;
  step(label: string, make: (making: Making) => void): void;
  /** The stage of the airtime under way. */
  stage(): Stage | null;
  /** The contributions of the airtime under way. */
  ofAirtime(): Item[];
  /** End what runs. */
  end(edit: Making["edit"], now: number): void;
  /** Say something about the board itself. */
  say(text: string): void;
}
