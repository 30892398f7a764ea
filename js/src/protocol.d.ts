// Made by `make js` from the events in alsnb/widgets. Do not edit.

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
