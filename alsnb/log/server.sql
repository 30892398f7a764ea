-- Who may see and add what in a shared log. Run by `alsnb server init`, after the tables are made, as their owner.
-- `mine` says whom the owner takes the connected user for; row-level security compares every row with that.

CREATE TABLE IF NOT EXISTS access (
    username text NOT NULL,
    role text NOT NULL CHECK (role IN ('member', 'facilitator', 'tutor', 'researcher')),
    cohort text COLLATE "C" NOT NULL,
    learning_set text COLLATE "C",
    code text COLLATE "C",
    UNIQUE NULLS NOT DISTINCT (username, role, cohort, learning_set)
);
CREATE TABLE IF NOT EXISTS audit (
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    username text NOT NULL DEFAULT session_user,
    what text NOT NULL,
    cohort text COLLATE "C",
    member text COLLATE "C",
    revisions bigint
);

-- session_user, unlike current_user, is the same inside functions and after SET ROLE.
CREATE OR REPLACE VIEW mine WITH (security_barrier) AS
    SELECT role, cohort, learning_set, code FROM access WHERE username = session_user;

-- PostgreSQL's json cannot take a NUL character out of a text; a replacement character stands for it.
CREATE OR REPLACE FUNCTION as_json(content json) RETURNS json LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN strpos(content::text, '\u0000') = 0 THEN content
        ELSE regexp_replace(content::text, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')::json END;

CREATE OR REPLACE FUNCTION is_owner() RETURNS boolean LANGUAGE sql STABLE
    RETURN pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'alsnb'), 'MEMBER');

-- The date in UTC: a session may set any time zone, even one a week ahead.
CREATE OR REPLACE FUNCTION today() RETURNS date LANGUAGE sql STABLE
    RETURN (now() AT TIME ZONE 'UTC')::date;

-- Policies call the next three with the user's rights, so the user may call them too: each tells what that user may know.

-- What a reflection's writer shares is its newest wording, and with whom that says; earlier wordings stay with the writer.
-- Of reflections alone: ids of consents can be guessed, and to hear of an amendment would be to hear of the consent.
CREATE OR REPLACE FUNCTION is_newest(revision_id text, of_entry text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM revision r
        WHERE r.entry = of_entry AND r.kind = 'reflection' AND r.id <> r.entry AND r.id > revision_id) $$;

CREATE OR REPLACE FUNCTION is_shared_with_tutor(reflection text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
    SELECT as_json(content) ->> 'visibility' = 'tutor' FROM revision
    WHERE entry = reflection AND kind = 'reflection' AND cohort IN (SELECT cohort FROM mine WHERE role = 'tutor')
    ORDER BY id DESC LIMIT 1 $$;

CREATE OR REPLACE FUNCTION is_released(of_cohort text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
    SELECT coalesce((as_json(content) ->> 'consent_release')::date <= today(), true)
        AND as_json(content) ->> 'withdrawn' IS DISTINCT FROM 'true'
    FROM revision WHERE cohort = of_cohort AND kind = 'cohort' AND cohort IN (SELECT cohort FROM mine)
    ORDER BY id DESC LIMIT 1 $$;

-- Members and facilitators sign with their own code; tutors vouch for what they gather from others.
CREATE OR REPLACE FUNCTION may_add(kind text, cohort text, learning_set text, member text, author text) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = alsnb, pg_temp AS $$
    SELECT EXISTS (SELECT FROM mine m WHERE m.cohort = $2 AND (m.role = 'tutor' OR m.code = $5 AND CASE
        WHEN $1 IN ('meeting', 'attendance', 'issue', 'airtime', 'contribution', 'action', 'action_report') THEN
            m.role IN ('member', 'facilitator') AND m.learning_set = $3
        WHEN $1 = 'learning_set' THEN
            m.role = 'facilitator' AND m.learning_set = $3
        WHEN $1 = 'reflection' THEN
            m.role = 'member' AND m.code = $4 AND ($3 IS NULL OR m.learning_set = $3)
        WHEN $1 = 'consent' THEN
            m.role = 'member' AND m.code = $4
        ELSE false
    END)) $$;

-- What readers of JSON can take even in fields they do not know: no number beyond 64 bits, nothing nested deeply.
CREATE OR REPLACE FUNCTION is_plain(written text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE SET search_path = alsnb, pg_temp AS $$
DECLARE
    bare CONSTANT text := regexp_replace(written, '"([^"\\]|\\.)*"', '', 'g');
BEGIN
    RETURN written ~ '^{"' AND bare !~ '[\r\n]|[eE][+]?0*[1-9]\d\d|\d{200}'
        AND length(bare) - length(translate(bare, '[{', '')) <= 500;
END $$;

-- A text as Python writes it in JSON: in ASCII alone.
CREATE OR REPLACE FUNCTION in_ascii(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = alsnb, pg_temp AS $$
DECLARE
    quoted text := coalesce(to_json(said)::text, 'null');
BEGIN
    IF octet_length(quoted) = length(quoted) AND strpos(quoted, chr(127)) = 0 THEN
        RETURN quoted;
    END IF;
    RETURN (SELECT string_agg(CASE
            WHEN n < 127 THEN c
            WHEN n < 65536 THEN '\u' || lpad(to_hex(n), 4, '0')
            ELSE '\u' || to_hex(55296 + (n - 65536 >> 10)) || '\u' || to_hex(56320 + (n - 65536 & 1023))
        END, '' ORDER BY place)
        FROM (SELECT c, ascii(c) AS n, place FROM regexp_split_to_table(quoted, '') WITH ORDINALITY AS u(c, place)) AS each);
END $$;

-- What every insertion has to be, whoever makes it: whole, sealed, of an entry that is the same member's, not erased.
CREATE OR REPLACE FUNCTION accept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
DECLARE
    written CONSTANT text := NEW.content;
    owns CONSTANT boolean := is_owner();
    vouches boolean := owns;
    said json;
    key text;
    known boolean;
    taken boolean;
    moved boolean;
BEGIN
    -- Row-level security would refuse it too, but only after this function has told what else is wrong.
    IF NOT owns THEN
        IF may_add(NEW.kind, NEW.cohort, NEW.learning_set, NEW.member, NEW.author) IS NOT TRUE THEN
            RAISE insufficient_privilege USING MESSAGE = concat('you may not add ', NEW.kind, ' of ', coalesce(NEW.member,
                'nobody'), ' in set ', coalesce(NEW.learning_set, '–'), ' of ', coalesce(NEW.cohort, 'no cohort'),
                ', signed ', coalesce(NEW.author, 'by nobody'), '; nothing was written');
        END IF;
        vouches := NEW.cohort IN (SELECT m.cohort FROM mine m WHERE m.role = 'tutor');
    END IF;
    -- An older snapshot would not see that somebody was erased since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE 'entries are added in transactions that are READ COMMITTED; nothing was written';
    END IF;
    IF EXISTS (SELECT FROM tombstone t WHERE t.cohort = NEW.cohort AND t.member = NEW.member)
        OR EXISTS (SELECT FROM erased_entry e WHERE e.entry = NEW.entry) THEN
        RAISE 'the member was erased, and nothing of theirs may come back; nothing was written';
    END IF;
    -- Whose an entry is, tutors may correct, as in a file.
    SELECT bool_or(r.id = NEW.id), bool_or((r.kind, r.cohort) IS DISTINCT FROM (NEW.kind, NEW.cohort)
                OR (r.member IS DISTINCT FROM NEW.member AND NOT vouches)),
            bool_or(r.learning_set IS DISTINCT FROM NEW.learning_set)
        INTO known, taken, moved FROM revision r WHERE r.entry = NEW.entry;
    -- The insertion passes over it, or fails for its id.
    IF known THEN
        RETURN NEW;
    END IF;
    IF NEW.id !~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$'
        OR NEW.entry !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        OR NEW.at IS DISTINCT FROM ('x0000' || left(NEW.id, 8) || substr(NEW.id, 10, 4))::bit(64)::bigint
        OR (substr(NEW.entry, 15, 1) = '7' AND NEW.id < NEW.entry) THEN
        RAISE 'revision % has an id or a time that is not one; nothing was written', NEW.id;
    END IF;
    IF NEW.at > extract(epoch FROM now() + interval '1 day') * 1000 THEN
        RAISE 'revision % was written in the future; set the clock of the computer that wrote it, nothing was written', NEW.id;
    END IF;
    IF NEW.digest <> encode(sha256(convert_to(
            concat_ws(E'\n', NEW.id, NEW.entry, NEW.kind, coalesce(NEW.author, ''), written), 'UTF8')), 'hex') THEN
        RAISE 'revision % has another digest than what it says; nothing was written', NEW.id;
    END IF;
    -- Frames are read from lines of `entry`, `recorded_at` and the content.
    BEGIN
        said := as_json(NEW.content);
        IF is_well_formed(NEW.kind, said) IS NOT TRUE OR is_plain(written) IS NOT TRUE
            OR said -> 'entry' IS NOT NULL OR said -> 'recorded_at' IS NOT NULL
            OR said ->> 'cohort' IS NULL
            OR NEW.cohort IS DISTINCT FROM said ->> 'cohort'
            OR NEW.learning_set IS DISTINCT FROM said ->> 'learning_set'
            OR NEW.member IS DISTINCT FROM said ->> 'member' THEN
            RAISE data_exception;
        END IF;
    EXCEPTION WHEN data_exception THEN
        RAISE 'revision % is no % as this server knows it; nothing was written', NEW.id, NEW.kind;
    END;
    IF NEW.kind IN ('coding', 'rating')
        AND EXISTS (SELECT FROM erased_entry e WHERE e.entry = said ->> 'reflection') THEN
        RAISE 'the reflection was erased, and nothing about it may come back; nothing was written';
    END IF;
    -- An id that a key gives can be guessed: it is kept for the entry with that key, so that nobody takes another's.
    IF taken IS NULL AND NOT owns THEN
        key := key_of(NEW.kind, said);
        taken := CASE WHEN key IS NULL THEN substr(NEW.entry, 15, 1) = '5' ELSE NEW.entry <> id_of_key(key) END;
    END IF;
    IF taken OR (moved AND NOT vouches AND NEW.kind NOT IN ('reflection', 'consent')) THEN
        RAISE 'entry % is another kind''s, cohort''s, set''s or member''s; nothing was written', NEW.entry;
    END IF;
    -- A withdrawn member counts as being in the set still: nobody else may record for that code in the meantime.
    IF NOT vouches AND NEW.member <> NEW.author AND NEW.member IN (
            SELECT r.member FROM revision r WHERE r.kind = 'member' AND r.cohort = NEW.cohort)
        AND NEW.member NOT IN (
            SELECT r.member FROM revision r
            WHERE r.kind = 'member' AND r.cohort = NEW.cohort AND r.learning_set = NEW.learning_set) THEN
        RAISE 'the member % belongs to another set; nothing was written', NEW.member;
    END IF;
    -- Whoever may see consent once it is released may not be the one who brings the release forward.
    IF NEW.kind = 'cohort' AND NOT owns AND EXISTS (
            SELECT FROM (SELECT id, content FROM revision r WHERE r.entry = NEW.entry ORDER BY r.id DESC LIMIT 1) AS now
            WHERE now.id < NEW.id AND (as_json(now.content) ->> 'consent_release')::date
                > coalesce((said ->> 'consent_release')::date, '-infinity')) THEN
        RAISE 'the date on which consent is released may be put off, not brought forward, except by the log''s owner: have the owner add or merge this; nothing was written';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER accept BEFORE INSERT ON revision FOR EACH ROW EXECUTE FUNCTION accept();

-- Which of some revisions, given as [[id, digest], …], are there just so. Whoever knows a digest knows what it is of, and
-- may learn that a bundle was gathered before, even where row-level security hides what it brought.
CREATE OR REPLACE FUNCTION known(revisions json) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
    SELECT r.id FROM revision r JOIN json_array_elements(revisions) AS e ON r.id = e ->> 0 AND r.digest = e ->> 1 $$;

-- Nobody changes a revision, the owner neither; one is deleted with its entry, once that is marked as erased.
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = alsnb, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM erased_entry e WHERE e.entry = OLD.entry) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE 'a revision is never changed, and only erased with its member; nothing was written';
END $$;
CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE OR DELETE ON revision FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE OR REPLACE TRIGGER refuse_all BEFORE TRUNCATE ON revision FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Erase members, given as [[cohort, code], …], and entries, given as [id, …]; returns how many revisions were deleted.
-- Of entries whose ids keys give (UUIDs of version 5), which can be guessed, a tutor erases those of members alone.
CREATE OR REPLACE FUNCTION erase(members json, entries json) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
DECLARE
    owns CONSTANT boolean := is_owner();
    news bigint;
    more bigint;
    gone bigint;
BEGIN
    IF NOT owns AND (
            NOT EXISTS (SELECT FROM mine WHERE role = 'tutor')
            OR EXISTS (SELECT FROM json_array_elements(members) AS m
                WHERE (m ->> 0 IN (SELECT cohort FROM mine WHERE role = 'tutor')) IS NOT TRUE)
            OR EXISTS (SELECT FROM revision r
                WHERE r.entry IN (SELECT e FROM json_array_elements_text(entries) AS e WHERE substr(e, 15, 1) <> '5')
                AND r.cohort NOT IN (SELECT cohort FROM mine WHERE role = 'tutor'))) THEN
        RAISE 'only a tutor of the cohort, or the log''s owner, may erase; nothing was erased';
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE 'members are erased in transactions that are READ COMMITTED; nothing was erased';
    END IF;
    INSERT INTO tombstone SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS news = ROW_COUNT;
    INSERT INTO erased_entry SELECT e FROM json_array_elements_text(entries) AS e WHERE owns OR substr(e, 15, 1) <> '5'
        ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS more = ROW_COUNT;
    IF news + more = 0 THEN
        RETURN 0;
    END IF;
    -- Whoever is adding something just now did not see the tombstone: wait for them, and let nobody begin.
    LOCK TABLE revision IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO erased_entry SELECT DISTINCT entry FROM revision NATURAL JOIN tombstone ON CONFLICT DO NOTHING;
    INSERT INTO erased_entry SELECT DISTINCT entry FROM revision
        WHERE kind IN ('coding', 'rating') AND as_json(content) ->> 'reflection' IN (SELECT entry FROM erased_entry)
        ON CONFLICT DO NOTHING;
    DELETE FROM revision WHERE entry IN (SELECT entry FROM erased_entry);
    GET DIAGNOSTICS gone = ROW_COUNT;
    -- The drafts too of whoever was that member once and is let in no more.
    DELETE FROM draft WHERE author IN (SELECT username FROM access a
            WHERE role = 'member' AND (a.cohort, a.code) IN (SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m))
        OR EXISTS (SELECT FROM audit WHERE what = 'let ' || draft.author || ' in as member'
            AND (cohort, member) IN (SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m));
    -- Who was erased is let in no more.
    DELETE FROM access a WHERE role = 'member'
        AND (a.cohort, a.code) IN (SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m);
    INSERT INTO audit (what, cohort, member, revisions)
        SELECT 'erased', m ->> 0, m ->> 1, gone FROM json_array_elements(members) AS m;
    INSERT INTO audit (what, revisions) SELECT 'erased entries', gone WHERE more > 0;
    RETURN gone;
END $$;

ALTER TABLE draft ADD COLUMN IF NOT EXISTS digest text COLLATE "C";

-- A bound in the planner's statistics is a value in somebody's row, and EXPLAIN asks it of anybody's.
ALTER TABLE revision ALTER id SET STATISTICS 0, ALTER entry SET STATISTICS 1, ALTER author SET STATISTICS 1,
    ALTER at SET STATISTICS 0, ALTER member SET STATISTICS 1, ALTER content SET STATISTICS 0, ALTER digest SET STATISTICS 0;
ALTER TABLE tombstone ALTER cohort SET STATISTICS 0, ALTER member SET STATISTICS 0;
ALTER TABLE erased_entry ALTER entry SET STATISTICS 0;
ALTER TABLE draft ALTER author SET STATISTICS 0, ALTER key SET STATISTICS 0, ALTER content SET STATISTICS 0,
    ALTER digest SET STATISTICS 0;
ALTER TABLE audit ALTER username SET STATISTICS 0, ALTER what SET STATISTICS 0, ALTER cohort SET STATISTICS 0,
    ALTER member SET STATISTICS 0;

ALTER TABLE revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE tombstone ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE access ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS reading ON revision;
CREATE POLICY reading ON revision FOR SELECT TO alsnb_user USING (
    CASE
        WHEN kind = 'cohort' THEN
            cohort IN (SELECT cohort FROM mine WHERE role <> 'researcher')
        WHEN kind IN ('theme', 'publication') THEN
            cohort IN (SELECT cohort FROM mine WHERE role = 'tutor')
        WHEN kind IN ('learning_set', 'member', 'meeting', 'attendance', 'issue', 'airtime', 'contribution', 'action',
                      'action_report') THEN
            cohort IN (SELECT cohort FROM mine WHERE role = 'tutor')
            OR (cohort, learning_set) IN (SELECT cohort, learning_set FROM mine WHERE role IN ('member', 'facilitator'))
            OR (cohort, member) IN (SELECT cohort, code FROM mine WHERE role = 'member')
        WHEN kind = 'reflection' THEN
            (cohort, member) IN (SELECT cohort, code FROM mine WHERE role = 'member')
            OR (is_newest(id, entry) AND (
                (as_json(content) ->> 'visibility' = 'tutor'
                    AND cohort IN (SELECT cohort FROM mine WHERE role = 'tutor'))
                OR (as_json(content) ->> 'visibility' IN ('set', 'tutor') AND (cohort, learning_set) IN (
                    SELECT cohort, learning_set FROM mine WHERE role IN ('member', 'facilitator')))))
        WHEN kind = 'consent' THEN
            (cohort, member) IN (SELECT cohort, code FROM mine WHERE role = 'member')
            OR (cohort IN (SELECT cohort FROM mine WHERE role = 'tutor') AND is_released(cohort))
        WHEN kind IN ('coding', 'rating') THEN
            cohort IN (SELECT cohort FROM mine WHERE role = 'tutor')
            AND is_shared_with_tutor(as_json(content) ->> 'reflection')
        ELSE false
    END);

DROP POLICY IF EXISTS adding ON revision;
CREATE POLICY adding ON revision FOR INSERT TO alsnb_user
    WITH CHECK (may_add(kind, cohort, learning_set, member, author));

DROP POLICY IF EXISTS reading ON tombstone;
CREATE POLICY reading ON tombstone FOR SELECT TO alsnb_user
    USING (cohort IN (SELECT cohort FROM mine WHERE role = 'tutor'));
DROP POLICY IF EXISTS reading ON erased_entry;
CREATE POLICY reading ON erased_entry FOR SELECT TO alsnb_user
    USING (EXISTS (SELECT FROM mine WHERE role = 'tutor'));
DROP POLICY IF EXISTS reading ON secret;
CREATE POLICY reading ON secret FOR SELECT TO alsnb_user
    USING (EXISTS (SELECT FROM mine WHERE role = 'tutor'));
DROP POLICY IF EXISTS reading ON audit;
CREATE POLICY reading ON audit FOR SELECT TO alsnb_user
    USING (cohort IN (SELECT cohort FROM mine WHERE role = 'tutor'));
DROP POLICY IF EXISTS theirs ON draft;
CREATE POLICY theirs ON draft TO alsnb_user USING (author = session_user) WITH CHECK (author = session_user);

REVOKE ALL ON ALL TABLES IN SCHEMA alsnb FROM PUBLIC, alsnb_user, alsnb_researcher;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA alsnb FROM PUBLIC;
GRANT USAGE ON SCHEMA alsnb TO alsnb_user, alsnb_researcher;
GRANT SELECT ON alsnb_log, mine TO alsnb_user, alsnb_researcher;
GRANT SELECT ON tombstone, erased_entry, secret, audit TO alsnb_user;
GRANT SELECT, INSERT ON revision TO alsnb_user;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO alsnb_user;
GRANT EXECUTE ON FUNCTION is_newest, is_shared_with_tutor, is_released, is_owner, may_add, known, erase TO alsnb_user;
GRANT EXECUTE ON FUNCTION today, as_json TO alsnb_user, alsnb_researcher;
