// Made by `make js` from the events and views in alsnb/widgets. Do not edit.

/** The form is to be emptied for a new entry. */
export interface FormAnother {
  kind: "another";
  slot?: string;
  form: string;
  entry?: string | null;
}

/** An entry whose save was undone is to be restored. */
export interface FormBringBack {
  kind: "bring_back";
  slot?: string;
  form: string;
  entry: string;
}

/** An entry that this form saved is to be shown again. */
export interface FormChange {
  kind: "change";
  slot?: string;
  form: string;
  entry: string;
}

/** Something was typed and is not saved yet. */
export interface FormDraft {
  kind: "draft";
  slot?: string;
  form: string;
  entry: string;
  values: Record<string, string | boolean | number | string[] | null>;
}

/** A form is shown. */
export interface FormOpen {
  kind: "open";
  slot?: string;
  form: string;
}

/** An entry that was put aside is to be shown again. */
export interface FormReopen {
  kind: "reopen";
  slot?: string;
  form: string;
  entry: string;
}

/** The form is to be saved. */
export interface FormSave {
  kind: "save";
  slot?: string;
  form: string;
  entry: string;
  was?: string | null;
  values: Record<string, string | boolean | number | string[] | null>;
  unreadable?: string[];
}

/** The last save is to be undone. */
export interface FormUndo {
  kind: "undo";
  slot?: string;
  form: string;
  entry?: string | null;
}

export type FormEvent =
  | FormOpen
  | FormDraft
  | FormSave
  | FormUndo
  | FormBringBack
  | FormAnother
  | FormChange
  | FormReopen;

/** An entry that was typed and not saved, and makes room for another. */
export interface Aside {
  entry: string;
  words: string;
}

/** One of the values to choose from. */
export interface Choice {
  value: string;
  label: string;
}

/** How the browser is to ask for a field. */
export interface FieldSpec {
  name: string;
  id: string;
  label: string;
  help: string;
  control: "line" | "number" | "date" | "time" | "text" | "lines" | "check" | "several" | "choice";
  required: boolean;
  choices: Choice[];
  limit: number | null;
  step: 1 | "any";
  min: number | null;
}

/** What a form asks for. */
export interface FormSpec {
  title: string;
  save: string;
  another: string | null;
  note: string;
  fields: FieldSpec[];
}

/** How a form stands in the kernel; times are in milliseconds since 1970. */
export interface FormState {
  entry: string;
  new: boolean;
  adds: boolean;
  blank: Record<string, string | boolean | number | string[] | null>;
  last: Last | null;
  aside: Aside[];
  values: Record<string, string | boolean | number | string[] | null>;
  reset: number;
  answer: number;
  message: string;
  problems: Record<string, string>;
  doubts: Record<string, string>;
  names: string[];
  saved_at: number | null;
  withdrawn_at: number | null;
  restored_at: number | null;
  drafted_at: number | null;
  undone: boolean;
  can_undo: boolean;
  history: Said[];
}

/** A form that is open. */
export interface KnownForm {
  spec: FormSpec;
  state: FormState;
}

/** What a form for many entries saved last. */
export interface Last {
  entry: string;
  words: string;
  at: number;
  withdrawn: boolean;
}

/** What is sent to a page alone, and is no part of the screen's state. */
export interface Message {
  acknowledged?: string[];
}

/** What a screen has to say, about nothing in particular that it shows. */
export interface Notice {
  text: string;
  bad: boolean;
}

/** What a revision says, and who said it when. */
export interface Said {
  at: number;
  author: string | null;
  said: string;
}

/** A cohort was chosen. */
export interface StudentChooseCohort {
  kind: "course";
  slot?: string;
  cohort: string;
}

/** A cycle was chosen. */
export interface StudentChooseCycle {
  kind: "cycle";
  slot?: string;
  cycle: number;
}

/** A member was chosen; an empty code means a new one, and none means that the screen should ask again. */
export interface StudentChooseMember {
  kind: "who";
  slot?: string;
  member: string | null;
}

/** A tab was chosen. */
export interface StudentChooseTab {
  kind: "tab";
  slot?: string;
  tab: string;
}

/** Entries are to be searched, or more of them shown. */
export interface StudentFind {
  kind: "find";
  slot?: string;
  of: string;
  words: string;
  count: number;
}

/** Consent is given or refused. */
export interface StudentGiveConsent {
  kind: "consent";
  slot?: string;
  purpose: "teaching_record" | "research" | "quotation";
  given: boolean;
}

/** The bundle for the tutor, or the text of everything held, is to be written. */
export interface StudentHandIn {
  kind: "hand_in";
  slot?: string;
  what: "bundle" | "text";
  replace: boolean;
}

/** An issue is continued or closed. */
export interface StudentIssueState {
  kind: "issue";
  slot?: string;
  entry: string;
  state: "opened" | "continued" | "closed";
}

/** The existing file is to stay. */
export interface StudentKeepFile {
  kind: "keep_file";
  slot?: string;
}

/** A code is to be changed wherever it is recorded. */
export interface StudentRename {
  kind: "rename";
  slot?: string;
  of: "cohort" | "learning_set" | "member";
  to: string;
}

/** An action is to be reported on. */
export interface StudentReport {
  kind: "report";
  slot?: string;
  name: string;
  status: "done" | "partly" | "not_done" | "changed" | "dropped";
}

/** A deleted entry is to be restored. */
export interface StudentRestoreEntry {
  kind: "bring_back";
  slot?: string;
  entry: string;
}

/** The secret on the member's slip is to be stored on this computer. */
export interface StudentSlip {
  kind: "slip";
  slot?: string;
  secret: string;
}

/** An entry is to be deleted. */
export interface StudentTakeBack {
  kind: "take_back";
  slot?: string;
  entry: string;
}

export type StudentEvent =
  | StudentChooseCohort
  | StudentChooseMember
  | StudentRename
  | StudentChooseCycle
  | StudentChooseTab
  | StudentFind
  | StudentReport
  | StudentTakeBack
  | StudentRestoreEntry
  | StudentIssueState
  | StudentGiveConsent
  | StudentHandIn
  | StudentSlip
  | StudentKeepFile;

/** An action; `form` reports on it, `change` amends it. */
export interface StudentActionShown {
  entry: string;
  what: string;
  due: string;
  overdue: boolean;
  success: string | null;
  cycle: number;
  before: string | null;
  stays_open: boolean;
  form: string;
  change: string;
  report: string | null;
  status: string | null;
  learning: string | null;
}

/** What was said last of one purpose. */
export interface StudentConsentShown {
  purpose: "teaching_record" | "research" | "quotation";
  title: string;
  words: string;
  given: boolean | null;
  on: string | null;
}

/** A cohort to choose. */
export interface StudentCourse {
  cohort: string;
  module: string;
}

/** The first step of setting up. */
export interface StudentCourseStep {
  step: "course";
  cohorts: StudentCourse[];
  form: string;
  missing: string | null;
}

/** A cycle to choose. */
export interface StudentCycleChoice {
  cycle: number;
  words: string;
}

/** An entry that was deleted. */
export interface StudentDeleted {
  entry: string;
  words: string;
}

/** An entry in the list of all; `at` is in milliseconds since 1970. */
export interface StudentEntryShown {
  entry: string;
  at: number;
  kind: string;
  cycle: number | null;
  title: string;
  text: string;
  readers: string | null;
  change: string | null;
}

/** The member's figures in one cycle; none where nobody recorded such things. */
export interface StudentFigures {
  cycle: number;
  attended: string | null;
  presented: number | null;
  contributions: number | null;
  questions: number | null;
  agreed: number;
  done: number;
  partly: number;
  open: number;
  dropped: number;
  reflections: number;
}

/** A file, and when it was written, in milliseconds since 1970. */
export interface StudentFileShown {
  path: string;
  written: number | null;
}

/** The files that a member may write. */
export interface StudentFiles {
  bundle: StudentFileShown;
  text: StudentFileShown;
}

/** What the set's format asks of an issue. */
export interface StudentGuidance {
  format: string;
  should_be: string[];
  kinds: string;
  airtime: string | null;
  speak: StudentTurn[];
  yields: string[];
}

/** Consents, and what is handed in. */
export interface StudentHandingIn {
  consents: StudentConsentShown[];
  release: string | null;
  preview: StudentPreview | null;
  asking: "bundle" | "text" | null;
  proves: boolean;
}

/** An issue; `change` is the form that amends it. */
export interface StudentIssueShown {
  entry: string;
  title: string;
  kind: string | null;
  state: string;
  cycle: number;
  about: string;
  change: string;
}

/** The member's issues, and what the format asks of one. */
export interface StudentIssues {
  guidance: StudentGuidance | null;
  mine: StudentIssueShown[];
  add: string;
}

/** The member's figures, and the entries looked for. */
export interface StudentJourney {
  figures: StudentFigures[];
  entries: StudentEntryShown[];
  found: number;
  all: number;
  kinds: StudentKindChoice[];
  taken_back: StudentDeleted[];
}

/** A kind of entry to look for. */
export interface StudentKindChoice {
  kind: string;
  words: string;
}

/** An entry that is handed in, or is not. */
export interface StudentListed {
  kind: string;
  text: string;
  cycle: number | null;
  readers: string | null;
  sent: "new" | "changed" | "before" | null;
}

/** What a hand-in would hold, and what stays. */
export interface StudentPreview {
  leaving: StudentListed[];
  taken_back: StudentListed[];
  staying: StudentListed[];
  last: number | null;
  outdated: boolean;
  files: StudentFiles;
}

/** The open actions, and those reported on in this cycle. */
export interface StudentPromised {
  open: StudentActionShown[];
  reported: StudentActionShown[];
  add: string;
  cycle: number;
}

/** Questions that belong together. */
export interface StudentPromptGroup {
  key: string;
  title: string;
  steps: StudentPromptStep[];
}

/** A way of reflecting. */
export interface StudentPromptSet {
  key: string;
  title: string;
  about: string;
  source: string | null;
  groups: StudentPromptGroup[];
}

/** A question, by the form that it is answered in. */
export interface StudentPromptStep {
  form: string;
  title: string;
  done: boolean;
}

/** All tabs of the log. */
export interface StudentReady {
  step: "ready";
  tag: string;
  who: StudentWho;
  promised: StudentPromised;
  issue: StudentIssues;
  reflect: StudentReflect;
  journey: StudentJourney;
  handing_in: StudentHandingIn;
  undo: StudentDeleted | null;
  renaming: StudentRenaming | null;
}

/** The ways of reflecting, and where the member stands. */
export interface StudentReflect {
  sets: StudentPromptSet[];
  group: string;
  cycle: number;
  free: string;
  freely: number;
}

/** A new code that was asked about. */
export interface StudentRenaming {
  of: string;
  to: string;
  doubts: string;
}

/** A member to choose. */
export interface StudentSomeone {
  member: string;
  set: string | null;
}

/** A stage in which the member speaks. */
export interface StudentTurn {
  title: string;
  what: string;
  when: string;
  minutes: string | null;
}

/** Whose log it is; `you` and `course` are names of forms. */
export interface StudentWho {
  member: string;
  set: string | null;
  cohort: string;
  module: string | null;
  format: string | null;
  cycle: number;
  cycles: StudentCycleChoice[];
  you: string;
  course: string;
  fixed: boolean;
  shared: string | null;
  problem: string | null;
}

/** The second step of setting up. */
export interface StudentYouStep {
  step: "you";
  members: StudentSomeone[];
  form: string | null;
  missing: string | null;
}

export type StudentView = StudentCourseStep | StudentYouStep | StudentReady;

/** An airtime begins, ends, resumes or is deleted. */
export interface MeetingAirtimeNoted {
  kind: "airtime";
  slot?: string;
  where: MeetingWhere;
  record: MeetingAirtimeRecord;
}

/** An airtime as the clock has it. */
export interface MeetingAirtimeRecord {
  entry: string;
  member: string;
  issue?: string | null;
  order: number;
  minutes?: number | null;
  stages?: MeetingStageMinutes[];
  withdrawn?: boolean;
}

/** A member's attendance; no status takes it back. */
export interface MeetingAttendanceNoted {
  kind: "attendance";
  slot?: string;
  where: MeetingWhere;
  member: string;
  status: string | null;
}

/** The state of the clock, to be stored. */
export interface MeetingBoardKept {
  kind: "board";
  slot?: string;
  board: string;
  state: MeetingBoardState;
}

/** What the browser keeps of a meeting. The kernel stores it for another browser, and reads only its time. */
export interface MeetingBoardState {
  at: number;
  [more: string]: unknown;
}

/** Another meeting is to be shown; without a cycle, the set's next one. */
export interface MeetingChoose {
  kind: "choose";
  slot?: string;
  cohort?: string | null;
  learning_set?: string | null;
  cycle?: number | null;
}

/** The type of a contribution, given afterwards. */
export interface MeetingClassify {
  kind: "classify";
  slot?: string;
  where: MeetingWhere;
  entry: string;
  said: string | null;
}

/** A contribution is over, or was changed or deleted. */
export interface MeetingContributionNoted {
  kind: "contribution";
  slot?: string;
  where: MeetingWhere;
  record: MeetingContributionRecord;
}

/** A contribution as the board has it; `at` and `seconds` are seconds. */
export interface MeetingContributionRecord {
  entry: string;
  airtime?: string | null;
  presenter?: string | null;
  member: string;
  kind: string | null;
  at?: number | null;
  seconds?: number | null;
  invited?: boolean | null;
  text?: string | null;
  withdrawn?: boolean;
}

/** The meeting is over; no minutes mean that it continues or that its length is not known. */
export interface MeetingEnd {
  kind: "end";
  slot?: string;
  where: MeetingWhere;
  minutes: number | null;
  meant?: boolean;
}

/** The facilitator's code; an empty one clears it. */
export interface MeetingFacilitatorNamed {
  kind: "facilitator";
  slot?: string;
  where: MeetingWhere;
  facilitator: string;
  meant?: boolean;
}

/** A member brings a new issue, or (withdrawn) does not after all. */
export interface MeetingIssueBrought {
  kind: "issue";
  slot?: string;
  where: MeetingWhere;
  entry: string;
  member: string;
  title?: string | null;
  withdrawn?: boolean;
}

/** The board is to be refreshed from the log. */
export interface MeetingLook {
  kind: "look";
  slot?: string;
}

/** The date of the next meeting. */
export interface MeetingNext {
  kind: "next";
  slot?: string;
  where: MeetingWhere;
  on: string | null;
  meant?: boolean;
}

/** A cohort with one set and its members is to be made. */
export interface MeetingQuickStart {
  kind: "quick_start";
  slot?: string;
  cohort: string;
  learning_set: string;
  format?: string | null;
  members: string[];
  meant?: boolean;
}

/** The outcome of an action in one word; no status takes it back. */
export interface MeetingReportNoted {
  kind: "report";
  slot?: string;
  where: MeetingWhere;
  action: string;
  member: string;
  entry: string;
  status: string | null;
  on: string;
}

/** The time that one stage of an airtime took. */
export interface MeetingStageMinutes {
  stage: string;
  minutes: number;
}

/** The meeting begins. */
export interface MeetingStart {
  kind: "start";
  slot?: string;
  where: MeetingWhere;
  started: number;
  on: string;
}

/** The meeting has not begun after all. */
export interface MeetingUnstart {
  kind: "unstart";
  slot?: string;
  where: MeetingWhere;
}

export type MeetingWhere = [string, string, number];

export type MeetingEvent =
  | MeetingChoose
  | MeetingLook
  | MeetingQuickStart
  | MeetingAttendanceNoted
  | MeetingStart
  | MeetingUnstart
  | MeetingEnd
  | MeetingFacilitatorNamed
  | MeetingNext
  | MeetingReportNoted
  | MeetingIssueBrought
  | MeetingAirtimeNoted
  | MeetingContributionNoted
  | MeetingClassify
  | MeetingBoardKept;

/** An action that was agreed in this meeting. */
export interface MeetingActionShown {
  entry: string;
  member: string;
  what: string;
  due: string | null;
  success: string | null;
}

/** An airtime, with what was agreed in it. */
export interface MeetingAirtimeShown {
  entry: string;
  member: string;
  issue: string | null;
  order: number | null;
  minutes: number | null;
  insight: string | null;
  goal: string | null;
  process_feedback: string | null;
  title: string | null;
  actions: MeetingActionShown[];
}

/** A log without sets. */
export interface MeetingBeginView {
  sets: MeetingSetChoice[];
  meeting: null;
  cohort: string | null;
  learning_set: string | null;
  formats: [string, string][];
  doubts: MeetingDoubts;
}

/** What a browser kept of a meeting; what else it holds is the browser's own. */
export interface MeetingBoard {
  at: number;
}

/** A meeting, with what the browser kept of the clock. */
export interface MeetingBoardView {
  sets: MeetingSetChoice[];
  meeting: MeetingShown;
  where: string;
  board: MeetingBoard | null;
}

/** A meeting to choose. */
export interface MeetingCycleDates {
  cycle: number;
  held_on: string | null;
  planned_on: string | null;
}

/** What is doubtful about something that was typed, and what was typed. */
export interface MeetingDoubt {
  text: string;
  value: string | number | null;
}

/** What is asked about, by what it is of. */
export interface MeetingDoubts {
  quick_start?: MeetingDoubt;
  minutes?: MeetingDoubt;
  facilitator?: MeetingDoubt;
  next?: MeetingDoubt;
}

/** An action to report back on. */
export interface MeetingDueShown {
  action: string;
  member: string;
  what: string;
  due: string | null;
  success: string | null;
  cycle: number;
  presented: boolean;
  before: MeetingReportBefore | null;
  report: MeetingReportShown | null;
}

/** What the set's format says of a meeting; `stages` are those of an airtime. */
export interface MeetingFormatShown {
  title: string;
  minutes: MeetingSpan | null;
  stages: MeetingStageShown[];
  opening: MeetingStageShown[];
  closing: MeetingStageShown[];
  reporting: MeetingStageShown[];
  report_on: string[];
  first: boolean;
  in_airtime: boolean;
  policies: Record<string, string>;
}

/** An issue that a member may bring. */
export interface MeetingIssueShown {
  entry: string;
  title: string;
  cycle: number;
}

/** How many contributions of one type there were. */
export interface MeetingKindCount {
  kind: string | null;
  contributions: number;
}

/** Who is enrolled, and whether they came. */
export interface MeetingMemberShown {
  member: string;
  status: string | null;
  role: string | null;
  presented: boolean;
  last: number | null;
  issues: MeetingIssueShown[];
}

/** What was reported last. */
export interface MeetingReportBefore {
  status: string;
  cycle: number;
}

/** What is reported in this meeting. */
export interface MeetingReportShown {
  entry: string;
  status: string;
  worked: string | null;
  not_worked: string | null;
  why: string | null;
  learning: string | null;
  practice: string | null;
}

/** A set to hold a meeting of. */
export interface MeetingSetChoice {
  cohort: string;
  learning_set: string;
  label: string;
}

/** How much a member said while others presented. */
export interface MeetingShare {
  member: string;
  contributions: number;
  seconds: number;
}

/** One meeting. */
export interface MeetingShown {
  cohort: string;
  learning_set: string;
  cycle: number;
  name: string | null;
  cycles: MeetingCycleDates[];
  today: string;
  held_on: string | null;
  started_at: number | null;
  minutes: number | null;
  planned_on: string | null;
  facilitator: string | null;
  place: string | null;
  planned_minutes: number | null;
  summary: string | null;
  earlier_facilitator: string | null;
  next_on: string | null;
  next_suggested: string | null;
  rules: string[];
  own_rules: boolean;
  format: MeetingFormatShown | null;
  trouble: string;
  members: MeetingMemberShown[];
  due: MeetingDueShown[];
  airtimes: MeetingAirtimeShown[];
  outside: MeetingActionShown[];
  yields: MeetingYieldShown[];
  kinds: MeetingKindCount[];
  unclassified: MeetingUnclassifiedShown[];
  shares: MeetingShare[];
  doubts: MeetingDoubts;
}

/** A range of minutes. */
export interface MeetingSpan {
  low: number | null;
  high: number | null;
  text: string;
}

/** A stage of the set's format. */
export interface MeetingStageShown {
  key: string;
  title: string;
  what: string;
  who: string[];
  minutes: MeetingSpan | null;
  uninterrupted: boolean;
  optional: boolean;
  questions: string[];
}

/** A contribution that nobody has classified. */
export interface MeetingUnclassifiedShown {
  entry: string;
  airtime: string | null;
  presenter: string | null;
  member: string;
  at: number | null;
  seconds: number | null;
  text: string | null;
}

/** What the format says must come of a meeting, and for whom the log does not show it yet. */
export interface MeetingYieldShown {
  what: string;
  per: string;
  optional: boolean;
  shown: boolean;
  missing: string[];
}

export type MeetingView = MeetingBeginView | MeetingBoardView;

/** Members are to be allocated to sets. */
export interface SetupAllocate {
  kind: "allocate";
  slot?: string;
  values: SetupRulesTyped;
  unreadable?: string[];
  rest_stays?: boolean;
}

/** The page was drawn, and needs the names and whatever was typed. */
export interface SetupAskForPeople {
  kind: "people_ask";
  slot?: string;
}

/** The slips are to be shown. */
export interface SetupAskForSlips {
  kind: "slips_ask";
  slot?: string;
}

/** Another cohort of the log was chosen; an empty code starts a new one. */
export interface SetupChooseCohort {
  kind: "cohort";
  slot?: string;
  cohort: string | null;
}

/** The list is to be cleared. */
export interface SetupClearPeople {
  kind: "people_clear";
  slot?: string;
}

/** The ground rules are to be given to every set without its own. */
export interface SetupGiveRules {
  kind: "rules_give";
  slot?: string;
  values: SetupText;
}

/** Members are to be locked into their sets, or unlocked. */
export interface SetupLock {
  kind: "lock";
  slot?: string;
  members: string[];
  locked: boolean;
}

/** A member is to be moved to another set; an empty code means none. */
export interface SetupMove {
  kind: "move";
  slot?: string;
  member: string;
  to: string;
}

/** Two members who should be in the same set, or in different ones. */
export interface SetupPair {
  key?: string | null;
  one?: string | null;
  other?: string | null;
  how: string;
  weight: string;
}

/** Answers to questions about the list; none means that all of them are asked again. */
export interface SetupPeopleAnswer {
  kind: "people_answer";
  slot?: string;
  answers: Record<string, boolean>;
}

/** What columns of the list hold, by their place and header. */
export interface SetupPeopleColumns {
  kind: "people_columns";
  slot?: string;
  columns: Record<string, string>;
}

/** A list of people was loaded; its bytes in base64. */
export interface SetupPeopleFile {
  kind: "people_file";
  slot?: string;
  content: string;
}

/** A list of people was pasted or edited. */
export interface SetupPeopleText {
  kind: "people_text";
  slot?: string;
  values: SetupText;
}

/** One person is being typed in. */
export interface SetupPersonText {
  kind: "person_text";
  slot?: string;
  values: SetupPersonTyped;
}

/** One person, as typed in. */
export interface SetupPersonTyped {
  name?: string;
  email?: string;
  role?: string;
  organisation?: string;
  level?: string;
  manager?: string;
}

/** The plan of the meetings was changed. */
export interface SetupPlanChanged {
  kind: "plan";
  slot?: string;
  values: SetupPlanTyped;
  unreadable?: string[];
  keep?: string[];
}

/** One date was changed by hand; an empty one follows the rhythm again. */
export interface SetupPlanDate {
  kind: "plan_date";
  slot?: string;
  set: string;
  cycle: number;
  on: string;
  unreadable?: boolean;
}

/** The plan of the meetings, as typed. */
export interface SetupPlanTyped {
  first?: string | null;
  number?: number | string | null;
  interval?: number | string | null;
  minutes?: number | string | null;
  starts?: string | null;
  skip?: string | null;
  sets?: Record<string, SetupSetPlan> | null;
}

/** A code is to be changed wherever it is recorded. */
export interface SetupRename {
  kind: "rename";
  slot?: string;
  of: "member" | "learning_set" | "cohort";
  code: string;
  to: string;
  keep?: boolean;
}

/** The allocation rules were changed. */
export interface SetupRulesChanged {
  kind: "rules";
  slot?: string;
  values: SetupRulesTyped;
}

/** The ground rules for all sets are being typed. */
export interface SetupRulesText {
  kind: "rules_text";
  slot?: string;
  values: SetupText;
}

/** The allocation rules, as typed; what is left out follows the format. */
export interface SetupRulesTyped {
  smallest?: number | string | null;
  largest?: number | string | null;
  sets?: number | string | null;
  line?: string | null;
  level?: string | null;
  level_weight?: string | null;
  organisation?: string | null;
  organisation_weight?: string | null;
  pairs?: SetupPair[];
  seed?: number | string | null;
}

/** The calendar file is to be written. */
export interface SetupSaveCalendar {
  kind: "plan_file";
  slot?: string;
  zone?: string | null;
}

/** The people on the list are to be saved. */
export interface SetupSavePeople {
  kind: "people_save";
  slot?: string;
  first_cycle?: number | string | null;
}

/** One person is to be saved. */
export interface SetupSavePerson {
  kind: "person_save";
  slot?: string;
  values: SetupPersonTyped;
  first_cycle?: number | string | null;
}

/** The meetings are to be saved. */
export interface SetupSavePlan {
  kind: "plan_save";
  slot?: string;
}

/** The sets are to be saved. */
export interface SetupSaveSets {
  kind: "sets_save";
  slot?: string;
}

/** What is planned for one set. */
export interface SetupSetPlan {
  weekday?: string | null;
  facilitator?: string | null;
}

/** The cohort is to be deleted, and the form kept. */
export interface SetupStartOver {
  kind: "start_over";
  slot?: string;
  cohort: string | null;
}

/** A text that is being typed. */
export interface SetupText {
  text: string;
}

/** The last step is to be undone. */
export interface SetupUndoSets {
  kind: "sets_undo";
  slot?: string;
}

/** The last save of the sets is to be undone. */
export interface SetupUnsaveSets {
  kind: "sets_unsave";
  slot?: string;
}

export type SetupEvent =
  | SetupChooseCohort
  | SetupStartOver
  | SetupAskForPeople
  | SetupPeopleText
  | SetupPeopleFile
  | SetupPeopleColumns
  | SetupPeopleAnswer
  | SetupClearPeople
  | SetupPersonText
  | SetupSavePeople
  | SetupSavePerson
  | SetupRulesChanged
  | SetupAllocate
  | SetupMove
  | SetupLock
  | SetupUndoSets
  | SetupSaveSets
  | SetupUnsaveSets
  | SetupRulesText
  | SetupGiveRules
  | SetupPlanChanged
  | SetupPlanDate
  | SetupSavePlan
  | SetupSaveCalendar
  | SetupRename
  | SetupAskForSlips;

/** The allocation rules: as typed, or as the format says. */
export interface SetupAllocationRules {
  smallest: number | string | null;
  largest: number | string | null;
  sets: number | string | null;
  line: string | null;
  level: string | null;
  level_weight: string | null;
  organisation: string | null;
  organisation_weight: string | null;
  pairs: SetupPairShown[];
  seed: number | string | null;
}

/** The plan, and the meetings that follow from it. */
export interface SetupCalendarShown {
  plan: SetupPlanShown;
  weekdays: string[];
  sets: string[];
  cells: SetupCell[];
  problems: string[];
  skip_problems: string[];
  skipped: string[];
  unsaved: number;
  planned: number;
  file: string;
}

/** One meeting of one set. */
export interface SetupCell {
  set: string;
  cycle: number;
  on: string;
  state: "held" | "planned" | "changed" | "new";
  was: string | null;
  beyond: boolean;
}

/** One of the values to choose from. */
export interface SetupChoice {
  value: string;
  label: string;
}

/** What is doubtful about a new code. */
export interface SetupCodeDoubts {
  of: "member" | "learning_set" | "cohort";
  code: string;
  doubts: string[];
}

/** A column of the list, and what it is taken to hold. */
export interface SetupColumnShown {
  key: string;
  header: string;
  column: string;
}

/** The formats side by side: of each, what it says of every trait. */
export interface SetupComparison {
  traits: string[];
  formats: Record<string, string[]>;
}

/** The course; `form` is the name of its form. */
export interface SetupCourseShown {
  form: string;
  formats: SetupFormatChoice[];
  format_problem: string;
  comparison: SetupComparison;
  recorded: string;
}

/** What a format prescribes of the course. */
export interface SetupDefaults {
  planned_meetings: number | null;
  interval_weeks: number | null;
  planned_minutes: number | null;
}

/** The draw that made the sets. */
export interface SetupDraw {
  seed: number | string | null;
  at: number;
  drawn: string;
  change: string;
  proven: boolean;
}

/** A format to choose. */
export interface SetupFormatChoice {
  key: string;
  title: string;
  defaults: SetupDefaults;
  says: string;
}

/** The ground rules to give to every set, and how far each set has got with its own. */
export interface SetupGroundRules {
  text: string;
  format: string;
  offers: SetupRulesOffer[];
  sets: SetupSetAgreed[];
}

/** What is understood of the list of people, and the names. */
export interface SetupListUnderstood {
  headers: SetupColumnShown[];
  separator: string;
  encoding: string;
  people: SetupPersonFound[];
  problems: SetupProblemFound[];
  answered: number;
  missing: string[];
  names: Record<string, string>;
  place: string;
  why: string;
  kept: boolean;
  why_not_kept: string;
  about_one: string;
  text?: string;
  person?: SetupPersonShown;
}

/** A member in the log. */
export interface SetupMemberRow {
  member: string;
  role: string | null;
  organisation: string | null;
  level: string | null;
  managed_by: string[];
  learning_set: string | null;
  last_cycle: number | null;
}

/** What is sent to a page alone. */
export interface SetupMessage {
  acknowledged?: string[];
  people?: SetupListUnderstood;
  slips?: SetupSlip[];
  code?: SetupCodeDoubts;
  plan?: SetupPlanDoubts;
}

/** Two members who should be in the same set, or in different ones. */
export interface SetupPairShown {
  key?: string | null;
  one?: string | null;
  other?: string | null;
  how?: string;
  weight?: string;
}

/** The members, by code. */
export interface SetupPeopleShown {
  members: SetupMemberRow[];
  columns: SetupChoice[];
  joins: number | null;
}

/** A person on the list. */
export interface SetupPersonFound {
  code: string;
  name: string;
  email: string;
  role: string;
  organisation: string;
  level: string;
  manager: string;
  line: number;
  known: boolean;
  other: string[];
}

/** One person, as typed in. */
export interface SetupPersonShown {
  name?: string;
  email?: string;
  role?: string;
  organisation?: string;
  level?: string;
  manager?: string;
}

/** A member in a proposed set, or in none. */
export interface SetupPlaced {
  member: string;
  organisation: string | null;
  level: string | null;
  role: string | null;
  locked: boolean;
  was: string;
}

/** What is doubtful about the codes of facilitators, by set. */
export interface SetupPlanDoubts {
  doubts: Record<string, string[]>;
}

/** What the meetings are planned by: as typed, or as the course says. */
export interface SetupPlanShown {
  first: string | null;
  number: number | string | null;
  interval: number | string | null;
  minutes: number | string | null;
  starts: string | null;
  skip: string | null;
  sets: Record<string, SetupSetPlanShown> | null;
}

/** Something about a line that somebody should look at; `ask` is under what it is answered. */
export interface SetupProblemFound {
  line: number;
  found: string;
  do: string;
  left_out: boolean;
  ask: string;
}

/** How well a rule is kept; `where` has sets, and what is wrong in each. */
export interface SetupRuleJudged {
  rule: string;
  weight: string;
  broken: number;
  where: [string, string][];
}

/** Where each rule comes from. */
export interface SetupRuleSources {
  size: string;
  line: string;
  level: string;
  organisation: string;
}

/** The ground rules of a format. */
export interface SetupRulesOffer {
  format: string;
  rules: string[];
}

/** How far a set has got with its ground rules; `form` is the name of its form. */
export interface SetupSetAgreed {
  set: string;
  form: string;
  rules: number;
  agreed_by: number;
  agreed_on: string | null;
  members: number;
}

/** What is planned for one set. */
export interface SetupSetPlanShown {
  weekday?: string | null;
  facilitator?: string | null;
}

/** A proposed set, and the rules that it breaks. */
export interface SetupSetProposed {
  set: string;
  members: SetupPlaced[];
  broken: string[];
}

/** The sets as proposed, the rules, and how well the sets keep them. */
export interface SetupSetsShown {
  rules: SetupAllocationRules;
  says: string;
  sources: SetupRuleSources;
  members: string[];
  groups: SetupSetProposed[];
  waiting: SetupPlaced[];
  labels: string[];
  kept: SetupRuleJudged[];
  off: [string, string][];
  made: SetupDraw | null;
  unsaved: number;
  can_undo: boolean;
  can_unsave: boolean;
  left: number;
}

/** What a member needs to keep a log and to hand it in. */
export interface SetupSlip {
  code: string;
  set: string;
  cohort: string;
  name: string;
  secret: string | null;
}

/** How far a step is. */
export interface SetupStepShown {
  name: "course" | "people" | "sets" | "rules" | "calendar";
  done: boolean;
  text: string;
}

/** All steps of setting a cohort up. */
export interface SetupView {
  cohort: string | null;
  cohorts: string[];
  steps: SetupStepShown[];
  course: SetupCourseShown;
  people: SetupPeopleShown;
  sets: SetupSetsShown;
  rules: SetupGroundRules;
  calendar: SetupCalendarShown;
}

/** The coder's code; none means that the screen should ask again. */
export interface CodingChooseCoder {
  kind: "coder";
  slot?: string;
  coder: string | null;
  keep?: boolean;
}

/** The cohort to be coded. */
export interface CodingChooseCohort {
  kind: "cohort";
  slot?: string;
  cohort: string;
}

/** A reflection is coded. */
export interface CodingDone {
  kind: "done";
  slot?: string;
  coder: string;
  entry: string;
  themes: Record<string, CodingJudgement>;
  level: string | null;
  looked_at: string[];
  next?: string | null;
}

/** Another reflection is to be shown: `to`, or the next one. */
export interface CodingGo {
  kind: "go";
  slot?: string;
  skip?: string | null;
  to?: string | null;
  back?: boolean;
}

/** A coder's judgement on one theme in one reflection. */
export interface CodingJudgement {
  present?: boolean;
  passages?: string[];
  note?: string | null;
}

/** A theme is to be merged into another. */
export interface CodingMerge {
  kind: "merge";
  slot?: string;
  cohort: string;
  theme: string;
  into: string;
}

/** A theme that another is split into. */
export interface CodingPart {
  theme: string;
  description?: string;
}

/** A theme is to be removed from the codebook. */
export interface CodingRemove {
  kind: "remove";
  slot?: string;
  cohort: string;
  theme: string;
}

/** A theme is to be renamed. */
export interface CodingRenameTheme {
  kind: "rename";
  slot?: string;
  cohort: string;
  theme: string;
  name: string;
}

/** The last change of a theme is to be undone. */
export interface CodingRestore {
  kind: "restore";
  slot?: string;
  cohort: string;
  theme: string;
  at_change: number;
}

/** A tab was opened, or the choice of reflections, their order or the display of members was changed. */
export interface CodingShow {
  kind: "show";
  slot?: string;
  tab?: "code" | "codebook" | "agreement" | null;
  scope?: "left" | "sample" | "again" | "all" | null;
  order?: "shuffled" | "by_set" | null;
  members?: boolean | null;
}

/** A theme is to be split. */
export interface CodingSplit {
  kind: "split";
  slot?: string;
  cohort: string;
  theme: string;
  parts: CodingPart[];
}

/** The codebook is to start with the themes of the synthetic cohort. */
export interface CodingStarter {
  kind: "starter";
  slot?: string;
  cohort: string;
}

/** The reflection coded last is to be coded again. */
export interface CodingUndoDone {
  kind: "undo";
  slot?: string;
  coder: string;
  entry: string;
  at_done: number;
}

/** A coder's judgements on one reflection. */
export interface CodingWork {
  themes: Record<string, CodingJudgement>;
  level?: string | null;
}

/** The judgements so far, before the reflection is done; none drops them. */
export interface CodingWorking {
  kind: "working";
  slot?: string;
  coder: string;
  entry: string;
  work: CodingWork | null;
}

export type CodingEvent =
  | CodingChooseCoder
  | CodingChooseCohort
  | CodingShow
  | CodingWorking
  | CodingDone
  | CodingGo
  | CodingUndoDone
  | CodingStarter
  | CodingMerge
  | CodingRenameTheme
  | CodingSplit
  | CodingRemove
  | CodingRestore;

/** How far coders agree, on what is not coded reflexively. */
export interface CodingAgreement {
  fewest: number;
  reflexive: string[];
  coders: string[];
  all_reflexive: boolean;
  themes: CodingThemeReliability[];
  pairs: CodingPairReliability[];
  levels: CodingReliability[];
  disagreements: CodingDisagreements | null;
}

/** The screen before it is known who codes what. */
export interface CodingAsking {
  cohorts: string[];
  cohort: string | null;
  coder: string | null;
  given: boolean;
  moved: string | null;
  scope: "left" | "sample" | "again" | "all";
  order: "shuffled" | "by_set";
  members: boolean;
  asks: "coder" | "which" | "cohort";
}

/** The themes, and those that were taken out. */
export interface CodingCodebook {
  themes: CodingThemeHistory[];
  gone: CodingThemeHistory[];
}

/** In how many reflections a coder found a theme, of how many judged. */
export interface CodingCount {
  coder: string;
  mine: boolean;
  present: number;
  judged: number;
}

/** A theme, or (none) the level, that coders judged differently in a reflection. */
export interface CodingDisagreement {
  entry: string;
  text: string;
  set: string | null;
  cycle: number;
  prompt: string | null;
  theme: string | null;
  said: CodingJudgedBy[];
}

/** Where coders judged differently, and how many of these are settled since. */
export interface CodingDisagreements {
  open: CodingDisagreement[];
  count: number;
  settled: number;
}

/** What the coder marked with a theme that was split since. */
export interface CodingFormerly {
  theme: string;
  passages: string[];
}

/** A reflection to code; `names` are places in its text. */
export interface CodingItem {
  entry: string;
  text: string;
  set: string | null;
  cycle: number;
  prompt: string | null;
  member: string | null;
  sample: boolean;
  state: "new" | "done" | "again";
  level: string | null;
  mine: Record<string, CodingJudged>;
  missing: string[];
  suggested: CodingSuggestion[];
  working: CodingWorkShown | null;
  names: [number, number][];
  named_notes: string[];
  formerly: CodingFormerly[];
}

/** A coder's judgement on one theme in one reflection. */
export interface CodingJudged {
  present: boolean;
  passages: string[];
  note: string;
}

/** What a coder judged; `first`, if that was something else before others' judgements could be seen. */
export interface CodingJudgedBy {
  coder: string;
  mine: boolean;
  value: boolean | string;
  passages: string[];
  first: boolean | string | null;
}

/** The reflection that was done last. */
export interface CodingLastDone {
  entry: string;
  at: number;
}

/** What is sent to a page alone. */
export interface CodingMessage {
  acknowledged?: string[];
  coder_doubts?: string[];
}

/** A judgement that is not recorded yet, as far as it goes. */
export interface CodingNoted {
  present?: boolean;
  passages?: string[];
  note?: string | null;
}

/** How far two coders agree on a theme. */
export interface CodingPairReliability {
  cohort: string;
  theme: string | null;
  coder: string;
  other_coder: string;
  members: number | null;
  reflections: number;
  pairs: number;
  agreeing: number | null;
  agreeing_share_of_pairs: number | null;
  kappa: number | null;
  kappa_low: number | null;
  kappa_high: number | null;
}

/** How far the coder is. */
export interface CodingProgress {
  all: number;
  done: number;
  sample: number;
  sample_left: number;
  again: number;
}

/** The reflection to code, those that follow, and the tab that is open. */
export interface CodingReady {
  cohorts: string[];
  cohort: string | null;
  coder: string | null;
  given: boolean;
  moved: string | null;
  scope: "left" | "sample" | "again" | "all";
  order: "shuffled" | "by_set";
  members: boolean;
  asks: null;
  themes: CodingThemeShown[];
  at: string | null;
  ahead: string[];
  before: string | null;
  items: Record<string, CodingItem>;
  progress: CodingProgress;
  last: CodingLastDone | null;
  codebook: CodingCodebook | null;
  agreement: CodingAgreement | null;
  share: number;
  roster: CodingRosterShown;
}

/** How far coders agree, as `alsnb.analyses` has it; without a theme, over all of them. */
export interface CodingReliability {
  cohort: string;
  coders: string;
  members: number | null;
  reflections: number;
  pairs: number;
  agreeing: number | null;
  agreeing_share_of_pairs: number | null;
  alpha: number | null;
  alpha_low: number | null;
  alpha_high: number | null;
}

/** Whether names can be marked, and why not. */
export interface CodingRosterShown {
  known: boolean;
  why: string;
}

/** What a revision says, and who said it when. */
export interface CodingSaid {
  at: number;
  author: string | null;
  said: string;
}

/** A theme that a reflection may have, and the words that suggest it. */
export interface CodingSuggestion {
  theme: string;
  words: string;
}

/** A theme with its counts and history, in the codebook or no longer. */
export interface CodingThemeHistory {
  entry: string;
  theme: string;
  description: string | null;
  example: string | null;
  named: string[];
  parent: string | null;
  counts: CodingCount[];
  at: number;
  merged_into: string | null;
  split_into: string[];
  history: CodingSaid[];
}

/** How far coders agree on a theme. */
export interface CodingThemeReliability {
  cohort: string;
  coders: string;
  members: number | null;
  reflections: number;
  pairs: number;
  agreeing: number | null;
  agreeing_share_of_pairs: number | null;
  alpha: number | null;
  alpha_low: number | null;
  alpha_high: number | null;
  theme: string | null;
}

/** A theme of the codebook; `depth` counts the themes that it is part of. */
export interface CodingThemeShown {
  theme: string;
  description: string | null;
  example: string | null;
  parent: string | null;
  depth: number;
}

/** A coder's judgements on one reflection before it is done. */
export interface CodingWorkShown {
  themes: Record<string, CodingNoted>;
  level?: string | null;
}

export type CodingView = CodingAsking | CodingReady;
