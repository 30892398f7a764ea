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
CREATE OR REPLACE FUNCTION as_json(content text) RETURNS json LANGUAGE sql IMMUTABLE
    RETURN (CASE WHEN strpos(content, '\u0000') = 0 THEN content
        ELSE regexp_replace(content, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g') END)::json;

CREATE OR REPLACE FUNCTION is_owner() RETURNS boolean LANGUAGE sql STABLE
    RETURN pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'alsnb'), 'MEMBER');

-- The date in UTC: a session may set any time zone, even one a week ahead.
CREATE OR REPLACE FUNCTION today() RETURNS date LANGUAGE sql STABLE
    RETURN (now() AT TIME ZONE 'UTC')::date;

-- What a reflection's writer shares is its newest wording, and with whom that says; earlier wordings stay with the writer.
CREATE OR REPLACE FUNCTION is_newest(revision_id text, of_entry text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM revision r WHERE r.entry = of_entry AND r.id <> r.entry AND r.id > revision_id) $$;

CREATE OR REPLACE FUNCTION is_shared_with_tutor(reflection text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
    SELECT as_json(content) ->> 'visibility' = 'tutor'
    FROM revision WHERE entry = reflection AND kind = 'reflection' ORDER BY id DESC LIMIT 1 $$;

CREATE OR REPLACE FUNCTION is_released(of_cohort text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
    SELECT coalesce((as_json(content) ->> 'consent_release')::date <= today(), true)
    FROM revision WHERE cohort = of_cohort AND kind = 'cohort' ORDER BY id DESC LIMIT 1 $$;

-- What every insertion has to be, whoever makes it: whole, sealed, of an entry that is the same member's, not erased.
CREATE OR REPLACE FUNCTION accept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
DECLARE
    said json;
BEGIN
    IF EXISTS (SELECT FROM tombstone t WHERE t.cohort = NEW.cohort AND t.member = NEW.member)
        OR EXISTS (SELECT FROM erased_entry e WHERE e.entry = NEW.entry) THEN
        RAISE 'the member was erased, and nothing of theirs may come back; nothing was written';
    END IF;
    IF NEW.id !~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$'
        OR NEW.entry !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        OR NEW.at IS DISTINCT FROM ('x0000' || left(NEW.id, 8) || substr(NEW.id, 10, 4))::bit(64)::bigint THEN
        RAISE 'revision % has an id or a time that is not one; nothing was written', NEW.id;
    END IF;
    IF NEW.at > extract(epoch FROM now() + interval '1 day') * 1000 THEN
        RAISE 'revision % was written in the future; set the clock of the computer that wrote it, nothing was written', NEW.id;
    END IF;
    IF NEW.digest <> encode(sha256(convert_to(
            concat_ws(E'\n', NEW.id, NEW.entry, NEW.kind, coalesce(NEW.author, ''), NEW.content), 'UTF8')), 'hex') THEN
        RAISE 'revision % has another digest than what it says; nothing was written', NEW.id;
    END IF;
    BEGIN
        said := as_json(NEW.content);
        IF is_well_formed(NEW.kind, said) IS NOT TRUE OR NEW.content !~ '^{"'
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
    IF EXISTS (SELECT FROM revision r WHERE r.entry = NEW.entry
            AND (r.kind, r.cohort, r.member) IS DISTINCT FROM (NEW.kind, NEW.cohort, NEW.member)) THEN
        RAISE 'entry % is another kind''s, cohort''s or member''s; nothing was written', NEW.entry;
    END IF;
    -- Whoever may see consent once it is released may not be the one who brings the release forward.
    IF NEW.kind = 'cohort' AND NOT is_owner() AND EXISTS (
            SELECT FROM (SELECT content FROM revision r WHERE r.entry = NEW.entry ORDER BY r.id DESC LIMIT 1) AS now
            WHERE (as_json(now.content) ->> 'consent_release')::date
                > coalesce((said ->> 'consent_release')::date, '-infinity')) THEN
        RAISE 'the date on which consent is released may be put off, not brought forward, except by the log''s owner; nothing was written';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER accept BEFORE INSERT ON revision FOR EACH ROW EXECUTE FUNCTION accept();

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
CREATE OR REPLACE FUNCTION erase(members json, entries json) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = alsnb, pg_temp AS $$
DECLARE
    news bigint;
    more bigint;
    gone bigint;
BEGIN
    IF NOT is_owner() AND (
            NOT EXISTS (SELECT FROM mine WHERE role = 'tutor')
            OR EXISTS (SELECT FROM json_array_elements(members) AS m
                WHERE m ->> 0 NOT IN (SELECT cohort FROM mine WHERE role = 'tutor'))
            OR EXISTS (SELECT FROM revision r WHERE r.entry IN (SELECT json_array_elements_text(entries))
                AND r.cohort NOT IN (SELECT cohort FROM mine WHERE role = 'tutor'))) THEN
        RAISE 'only a tutor of the cohort, or the log''s owner, may erase; nothing was erased';
    END IF;
    INSERT INTO tombstone SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS news = ROW_COUNT;
    INSERT INTO erased_entry SELECT json_array_elements_text(entries) ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS more = ROW_COUNT;
    IF news + more = 0 THEN
        RETURN 0;
    END IF;
    INSERT INTO erased_entry SELECT DISTINCT entry FROM revision NATURAL JOIN tombstone ON CONFLICT DO NOTHING;
    INSERT INTO erased_entry SELECT DISTINCT entry FROM revision
        WHERE kind IN ('coding', 'rating') AND as_json(content) ->> 'reflection' IN (SELECT entry FROM erased_entry)
        ON CONFLICT DO NOTHING;
    DELETE FROM revision WHERE entry IN (SELECT entry FROM erased_entry);
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM draft WHERE author IN (SELECT username FROM access a
        WHERE role = 'member' AND (a.cohort, a.code) IN (SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m));
    INSERT INTO audit (what, cohort, member, revisions)
        SELECT 'erased', m ->> 0, m ->> 1, gone FROM json_array_elements(members) AS m;
    INSERT INTO audit (what, revisions) SELECT 'erased entries', gone WHERE json_array_length(entries) > 0;
    RETURN gone;
END $$;

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
            cohort IN (SELECT cohort FROM mine)
        WHEN kind = 'theme' THEN
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

-- Members and facilitators sign with their own code; tutors vouch for what they gather from others.
DROP POLICY IF EXISTS adding ON revision;
CREATE POLICY adding ON revision FOR INSERT TO alsnb_user WITH CHECK (
    cohort IN (SELECT cohort FROM mine WHERE role = 'tutor')
    OR CASE
        WHEN kind IN ('meeting', 'attendance', 'issue', 'airtime', 'contribution', 'action', 'action_report') THEN
            (cohort, learning_set, author) IN (
                SELECT cohort, learning_set, code FROM mine WHERE role IN ('member', 'facilitator'))
        WHEN kind = 'learning_set' THEN
            (cohort, learning_set, author) IN (SELECT cohort, learning_set, code FROM mine WHERE role = 'facilitator')
        WHEN kind IN ('reflection', 'consent') THEN
            member = author AND (cohort, author) IN (SELECT cohort, code FROM mine WHERE role = 'member')
        ELSE false
    END);

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
GRANT EXECUTE ON FUNCTION is_newest, is_shared_with_tutor, is_released, is_owner, erase TO alsnb_user;
GRANT EXECUTE ON FUNCTION today, as_json TO alsnb_user, alsnb_researcher;
