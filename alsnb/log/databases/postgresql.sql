-- Who may see and add what in a shared log. Run by `alsnb server init`, after the tables are made, as their owner.
--
-- Three schemas. `alsnb` has the tables, and nobody but the owner may use it. `alsnb_visible` has one view, of what the
-- connected user may read. `alsnb_api` has functions that run with the owner's rights, and is all that users may use:
-- they hold a privilege on no table or view, so neither a plan, an operator, a lock nor a statistic of theirs reaches a
-- row. `mine` says whom the owner takes the connected user for.

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

-- The same for queries that users make; it reads nothing, and so needs nobody's rights.
CREATE OR REPLACE FUNCTION alsnb_api.as_json(content json) RETURNS json LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN strpos(content::text, '\u0000') = 0 THEN content
        ELSE regexp_replace(content::text, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')::json END;

CREATE OR REPLACE FUNCTION is_owner() RETURNS boolean LANGUAGE sql STABLE
    RETURN pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'alsnb'), 'MEMBER');

-- The date in UTC: a session may set any time zone, even one a week ahead.
CREATE OR REPLACE FUNCTION today() RETURNS date LANGUAGE sql STABLE
    RETURN (now() AT TIME ZONE 'UTC')::date;

-- What the connected user added today; counted apart, so that nobody fills the disk.
CREATE TABLE IF NOT EXISTS usage (
    username text NOT NULL,
    day date NOT NULL,
    revisions bigint NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (username, day)
);

-- Who brought a revision may ask again whether it is there. What was added before this was noted has nobody.
ALTER TABLE revision ADD COLUMN IF NOT EXISTS brought_by text;
ALTER TABLE revision ALTER brought_by SET DEFAULT session_user;

CREATE INDEX IF NOT EXISTS revision_but_consent ON revision ((CASE WHEN kind <> 'consent' THEN entry END));

-- The cohorts whose consent is not, or no longer, sealed.
CREATE OR REPLACE VIEW released AS
    SELECT cohort FROM (
        SELECT DISTINCT ON (cohort) cohort, content FROM revision WHERE kind = 'cohort' ORDER BY cohort, id DESC) AS now
    WHERE coalesce((as_json(content) ->> 'consent_release')::date <= today(), true)
        AND as_json(content) ->> 'withdrawn' IS DISTINCT FROM 'true';

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
    IF NOT owns THEN
        IF may_add(NEW.kind, NEW.cohort, NEW.learning_set, NEW.member, NEW.author) IS NOT TRUE THEN
            RAISE insufficient_privilege USING MESSAGE = concat('you may not add ', NEW.kind, ' of ', coalesce(NEW.member,
                'nobody'), ' in set ', coalesce(NEW.learning_set, '–'), ' of ', coalesce(NEW.cohort, 'no cohort'),
                ', signed ', coalesce(NEW.author, 'by nobody'), '; nothing was written');
        END IF;
        vouches := NEW.cohort IN (SELECT m.cohort FROM mine m WHERE m.role = 'tutor');
        IF octet_length(written) > 1048576 THEN
            RAISE 'a text of % MB is too long, the most is 1 MB; nothing was written', octet_length(written) / 1048576;
        END IF;
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

-- Nobody changes a revision, the owner neither. One is deleted with its entry, once that is marked as erased; or once its
-- writer took the entry back, with what coders said of it.
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = alsnb, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM erased_entry e WHERE e.entry = OLD.entry)
            OR (as_json(OLD.content) ->> 'retracted' IS DISTINCT FROM 'true' AND EXISTS (
                SELECT FROM revision r
                WHERE r.entry = CASE WHEN OLD.kind IN ('coding', 'rating') THEN as_json(OLD.content) ->> 'reflection'
                    ELSE OLD.entry END
                AND as_json(r.content) ->> 'retracted' = 'true')) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE 'a revision is never changed, and only erased with its member; nothing was written';
END $$;
CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE OR DELETE ON revision FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE OR REPLACE TRIGGER refuse_all BEFORE TRUNCATE ON revision FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- Who else has a lock on the log's tables that keeps others waiting: for a message that tells whom to ask.
CREATE OR REPLACE FUNCTION in_the_way() RETURNS text LANGUAGE sql STABLE SET search_path = alsnb, pg_temp AS $$
    SELECT coalesce(string_agg(format('%s has a transaction open%s (session %s)', a.usename,
        ' since ' || to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC', a.pid), '; '),
        'somebody is in the way')
    FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid() AND a.pid IN (
        SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        WHERE l.granted AND l.mode <> 'AccessShareLock' AND c.relnamespace = 'alsnb'::regnamespace
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())) $$;

-- The role whose members may connect to this log and call its functions; another log on the server has another.
CREATE OR REPLACE FUNCTION its_group() RETURNS text LANGUAGE sql STABLE
    RETURN 'alsnb_' || (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database());

-- Take a login out of the log's group, if it is let in as nothing else.
CREATE OR REPLACE FUNCTION shut_out(login text) RETURNS void LANGUAGE plpgsql SET search_path = alsnb, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM access WHERE username = login) THEN
        EXECUTE format('REVOKE %I FROM %I', its_group(), login);
    END IF;
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
    -- The functions refuse whoever is not listed in `access` in any case.
    NULL;
END $$;

-- What the connected user may read.
CREATE OR REPLACE VIEW alsnb_visible.revision AS
    SELECT id, entry, kind, author, at, cohort, learning_set, member, content, digest FROM alsnb.revision AS r
    WHERE (SELECT is_owner()) OR CASE
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
            -- What its writer shares is its newest wording, and with whom that says.
            OR (NOT EXISTS (
                    SELECT FROM alsnb.revision later
                    WHERE later.entry = r.entry AND later.kind = 'reflection' AND later.id <> later.entry AND later.id > r.id)
                AND ((as_json(content) ->> 'visibility' = 'tutor'
                        AND cohort IN (SELECT cohort FROM mine WHERE role = 'tutor'))
                    OR (as_json(content) ->> 'visibility' IN ('set', 'tutor') AND (cohort, learning_set) IN (
                        SELECT cohort, learning_set FROM mine WHERE role IN ('member', 'facilitator')))))
        WHEN kind = 'consent' THEN
            (cohort, member) IN (SELECT cohort, code FROM mine WHERE role = 'member')
            OR (cohort IN (SELECT cohort FROM mine WHERE role = 'tutor') AND cohort IN (SELECT cohort FROM released))
        WHEN kind IN ('coding', 'rating') THEN
            cohort IN (SELECT cohort FROM mine WHERE role = 'tutor')
            AND (SELECT as_json(about.content) ->> 'visibility' = 'tutor' FROM alsnb.revision about
                WHERE about.entry = as_json(r.content) ->> 'reflection' AND about.kind = 'reflection'
                    AND about.cohort IN (SELECT cohort FROM mine WHERE role = 'tutor')
                ORDER BY about.id DESC LIMIT 1)
        ELSE false
    END;

-- What follows may be called by users. Each function finds the view above under `revision`, and the table only under
-- `alsnb.revision`; all run with the owner's rights and settings of their own (see the end).

CREATE OR REPLACE FUNCTION alsnb_api.whoami()
    RETURNS TABLE (username text, codes text[], purpose text, owns boolean, vouches boolean) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT session_user::text, array_agg(DISTINCT m.code) FILTER (WHERE m.code IS NOT NULL),
        CASE WHEN bool_or(m.role = 'researcher') THEN 'research' END, alsnb.is_owner(),
        coalesce(bool_or(m.role = 'tutor'), false) FROM mine m;
END $$;

CREATE OR REPLACE FUNCTION alsnb_api.alsnb_log() RETURNS SETOF alsnb.alsnb_log LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT * FROM alsnb.alsnb_log;
END $$;

CREATE OR REPLACE FUNCTION alsnb_api.mine() RETURNS SETOF alsnb.mine LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT * FROM mine;
END $$;

-- Refuses whoever is let in as nothing, or as a researcher, who is given pseudonyms alone.
CREATE OR REPLACE FUNCTION let_in() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF alsnb.is_owner() THEN
        RETURN true;
    ELSIF NOT EXISTS (SELECT FROM alsnb.mine WHERE role <> 'researcher') THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this log';
    END IF;
    RETURN false;
END $$;

-- The revisions that the user may read; where ids, entries … are given, only those, found by an index.
DROP FUNCTION IF EXISTS alsnb_api.revision;
CREATE FUNCTION alsnb_api.revision(ids text[] DEFAULT NULL, entries text[] DEFAULT NULL, kinds text[] DEFAULT NULL,
        after text DEFAULT NULL, most bigint DEFAULT NULL)
    RETURNS SETOF alsnb_visible.revision LANGUAGE plpgsql STABLE AS $$
DECLARE
    owns boolean := alsnb.let_in();
BEGIN
    IF ids IS NOT NULL THEN
        RETURN QUERY SELECT * FROM revision r WHERE r.id = ANY (ids);
    ELSIF entries IS NOT NULL AND owns THEN
        RETURN QUERY SELECT * FROM revision r WHERE r.entry = ANY (entries);
    ELSIF entries IS NOT NULL THEN
        -- The id of a consent can be guessed, and EXPLAIN counts the pages that are read in here: no page may be read
        -- because a consent of somebody else's is there. The index that serves this has no consents.
        RETURN QUERY SELECT * FROM revision r WHERE CASE WHEN r.kind <> 'consent' THEN r.entry END = ANY (entries);
        IF EXISTS (SELECT FROM unnest(entries) AS e WHERE substr(e, 15, 1) = '5') THEN
            -- Without the OFFSET, whose they are would be looked at only of those that are there.
            RETURN QUERY SELECT * FROM (SELECT * FROM revision v WHERE v.kind = 'consent'
                AND v.cohort IN (SELECT m.cohort FROM mine m) OFFSET 0) AS r WHERE r.entry = ANY (entries);
        END IF;
    ELSIF kinds IS NOT NULL THEN
        RETURN QUERY SELECT * FROM revision r WHERE r.kind = ANY (kinds);
    ELSE
        RETURN QUERY SELECT * FROM revision r WHERE r.id > coalesce(after, '') ORDER BY r.id LIMIT most;
    END IF;
END $$;

-- Add revisions, given as [[id, entry, kind, author, at, cohort, learning_set, member, content, digest], …], the content as
-- a text; returns how many were new.
CREATE OR REPLACE FUNCTION alsnb_api.add(revisions json) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    vouches boolean := alsnb.let_in() OR EXISTS (SELECT FROM mine WHERE role = 'tutor');
    brought bigint;
    today_already record;
BEGIN
    IF json_array_length(revisions) > 1000 THEN
        RAISE 'found more than 1000 revisions, add fewer at a time; nothing was written';
    END IF;
    INSERT INTO alsnb.revision (id, entry, kind, author, at, cohort, learning_set, member, content, digest)
        SELECT r ->> 0, r ->> 1, r ->> 2, r ->> 3, (r ->> 4)::bigint, r ->> 5, r ->> 6, r ->> 7, (r ->> 8)::json, r ->> 9
        FROM json_array_elements(revisions) AS r ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS brought = ROW_COUNT;
    IF brought > 0 AND NOT alsnb.is_owner() THEN
        INSERT INTO usage AS u VALUES (session_user, today(), brought, octet_length(revisions::text))
            ON CONFLICT (username, day)
            DO UPDATE SET revisions = u.revisions + excluded.revisions, bytes = u.bytes + excluded.bytes
            RETURNING u.revisions, u.bytes INTO today_already;
        IF today_already.revisions > (CASE WHEN vouches THEN 1000000 ELSE 10000 END)
            OR today_already.bytes > (CASE WHEN vouches THEN 2000000000 ELSE 100000000 END) THEN
            RAISE 'that is more than one user may add in a day; nothing was written, go on tomorrow';
        END IF;
    END IF;
    RETURN brought;
END $$;

-- Which of some revisions, given as [[id, digest], …], are there just so, of those that the user may read or brought, so
-- that a bundle may be gathered twice. Of a cohort's, what came in before that was noted, to its tutors.
CREATE OR REPLACE FUNCTION alsnb_api.known(revisions json) RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM alsnb.let_in();
    IF json_array_length(revisions) > 1000 THEN
        RAISE 'found more than 1000 revisions, ask for fewer at a time';
    END IF;
    RETURN QUERY SELECT r.id FROM alsnb.revision r
        JOIN json_array_elements(revisions) AS e ON r.id = e ->> 0 AND r.digest = e ->> 1
        WHERE alsnb.is_owner() OR r.brought_by = session_user
            OR (r.brought_by IS NULL AND r.cohort IN (SELECT m.cohort FROM mine m WHERE m.role = 'tutor'))
            OR EXISTS (SELECT FROM revision v WHERE v.id = r.id);
END $$;

-- What marks the id of an entry whose own is taken: unknown to whoever does not gather for the cohort.
CREATE OR REPLACE FUNCTION alsnb_api.mark(said text, of_cohort text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    secret bytea;
    inner_pad bytea := '';
    outer_pad bytea := '';
BEGIN
    IF NOT alsnb.is_owner() AND of_cohort IN (SELECT cohort FROM mine WHERE role = 'tutor') IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this log';
    END IF;
    -- HMAC-SHA-256, which PostgreSQL has in an extension alone.
    SELECT convert_to(s.secret, 'UTF8') INTO secret FROM alsnb.secret s;
    secret := secret || decode(repeat('00', 64 - length(secret)), 'hex');
    FOR n IN 0..63 LOOP
        inner_pad := inner_pad || decode(lpad(to_hex(get_byte(secret, n) # 54), 2, '0'), 'hex');
        outer_pad := outer_pad || decode(lpad(to_hex(get_byte(secret, n) # 92), 2, '0'), 'hex');
    END LOOP;
    RETURN encode(sha256(outer_pad || sha256(inner_pad || convert_to(said, 'UTF8'))), 'hex');
END $$;

CREATE OR REPLACE FUNCTION alsnb_api.tombstone() RETURNS SETOF alsnb.tombstone LANGUAGE plpgsql STABLE AS $$
DECLARE
    owns boolean := alsnb.let_in();
BEGIN
    RETURN QUERY SELECT * FROM tombstone t WHERE owns OR t.cohort IN (SELECT m.cohort FROM mine m WHERE m.role = 'tutor');
END $$;

CREATE OR REPLACE FUNCTION alsnb_api.erased_entry() RETURNS SETOF alsnb.erased_entry LANGUAGE plpgsql STABLE AS $$
DECLARE
    owns boolean := alsnb.let_in();
BEGIN
    RETURN QUERY SELECT * FROM erased_entry WHERE owns OR EXISTS (SELECT FROM mine m WHERE m.role = 'tutor');
END $$;

CREATE OR REPLACE FUNCTION alsnb_api.audit() RETURNS SETOF alsnb.audit LANGUAGE plpgsql STABLE AS $$
DECLARE
    owns boolean := alsnb.let_in();
BEGIN
    RETURN QUERY SELECT * FROM audit a WHERE owns OR a.cohort IN (SELECT m.cohort FROM mine m WHERE m.role = 'tutor');
END $$;

-- Drafts are their author's alone.
CREATE OR REPLACE FUNCTION alsnb_api.draft() RETURNS TABLE (author text, key text, at bigint, content text, digest text)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    owns boolean := alsnb.let_in();
BEGIN
    RETURN QUERY SELECT d.author, d.key, d.at, d.content, d.digest FROM draft d WHERE owns OR d.author = session_user;
END $$;

-- Keep a draft in place of what is there under the key; of two, if asked, the one typed last.
CREATE OR REPLACE FUNCTION alsnb_api.keep_draft(key text, at bigint, content text, digest text, if_newer boolean DEFAULT false)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM alsnb.let_in();
    IF octet_length(keep_draft.content) > 1048576 OR length(keep_draft.key) > 1000 THEN
        RAISE 'that is too long for a draft, the most is 1 MB; nothing was written';
    END IF;
    INSERT INTO draft AS d (author, key, at, content, digest)
        VALUES (session_user, keep_draft.key, keep_draft.at, keep_draft.content, keep_draft.digest)
        ON CONFLICT ON CONSTRAINT draft_pkey
        DO UPDATE SET at = excluded.at, content = excluded.content, digest = excluded.digest
            WHERE NOT if_newer OR d.at <= excluded.at;
    IF (SELECT count(*) FROM draft d WHERE d.author = session_user) > 1000 THEN
        RAISE 'there are 1000 drafts already, save or discard some; nothing was written';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION alsnb_api.drop_draft(key text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM alsnb.let_in();
    DELETE FROM draft d WHERE d.author = session_user AND d.key = drop_draft.key;
END $$;

-- Since when what was taken back is so, for those who gather.
CREATE OR REPLACE FUNCTION alsnb_api.retraction()
    RETURNS TABLE (entry text, cohort text, member text, revision text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    owns boolean := alsnb.let_in();
BEGIN
    RETURN QUERY SELECT r.entry, r.cohort, r.member, max(r.id) FROM alsnb.revision r
        WHERE strpos(r.content::text, '"retracted":true') > 0 AND as_json(r.content) ->> 'retracted' = 'true'
            AND r.cohort IS NOT NULL AND r.member IS NOT NULL
            AND (owns OR r.cohort IN (SELECT m.cohort FROM mine m WHERE m.role = 'tutor'))
        GROUP BY r.entry, r.cohort, r.member;
END $$;

-- Delete the words of entries that their writers took back, given as [[entry, cohort, member, since], …], and what coders
-- said of them, for a tutor of the cohort; returns how many revisions went.
CREATE OR REPLACE FUNCTION alsnb_api.purge(retractions json) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    owns boolean := alsnb.let_in();
    each record;
    first text;
    gone bigint := 0;
    went bigint;
    more bigint;
BEGIN
    FOR each IN
        SELECT e ->> 0 AS entry, e ->> 1 AS cohort, e ->> 2 AS member, e ->> 3 AS since FROM json_array_elements(retractions) AS e
        WHERE (owns OR e ->> 1 IN (SELECT m.cohort FROM mine m WHERE m.role = 'tutor'))
            AND EXISTS (SELECT FROM alsnb.revision r WHERE r.entry = e ->> 0 AND r.cohort = e ->> 1 AND r.member = e ->> 2
                AND as_json(r.content) ->> 'retracted' = 'true')
    LOOP
        DELETE FROM alsnb.revision r WHERE r.entry = each.entry AND r.cohort = each.cohort AND r.member = each.member
            AND r.id < each.since AND as_json(r.content) ->> 'retracted' IS DISTINCT FROM 'true';
        GET DIAGNOSTICS went = ROW_COUNT;
        SELECT min(r.id) INTO first FROM alsnb.revision r
            WHERE r.entry = each.entry AND as_json(r.content) ->> 'retracted' IS DISTINCT FROM 'true';
        DELETE FROM alsnb.revision r WHERE r.cohort = each.cohort AND r.kind IN ('coding', 'rating')
            AND as_json(r.content) ->> 'reflection' = each.entry AND (first IS NULL OR r.id < first);
        GET DIAGNOSTICS more = ROW_COUNT;
        went := went + more;
        IF first IS NULL THEN
            DELETE FROM draft d WHERE strpos(d.key || d.content, each.entry) > 0;
        END IF;
        IF went > 0 THEN
            INSERT INTO audit (what, cohort, member, revisions)
                VALUES ('deleted what was taken back', each.cohort, each.member, went);
        END IF;
        gone := gone + went;
    END LOOP;
    RETURN gone;
END $$;

-- Erase members, given as [[cohort, code], …], and entries, given as [id, …]; returns how many revisions were deleted.
-- Of entries whose ids keys give (UUIDs of version 5), which can be guessed, a tutor erases those of members alone.
CREATE OR REPLACE FUNCTION alsnb_api.erase(members json, entries json) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    owns CONSTANT boolean := alsnb.is_owner();
    person record;
    news bigint;
    more bigint;
    gone bigint;
BEGIN
    IF NOT owns AND (
            NOT EXISTS (SELECT FROM mine WHERE role = 'tutor')
            OR EXISTS (SELECT FROM json_array_elements(members) AS m
                WHERE (m ->> 0 IN (SELECT cohort FROM mine WHERE role = 'tutor')) IS NOT TRUE)
            OR EXISTS (SELECT FROM alsnb.revision r
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
    BEGIN
        PERFORM set_config('lock_timeout', '2s', true);
        LOCK TABLE alsnb.revision IN SHARE ROW EXCLUSIVE MODE;
    EXCEPTION WHEN lock_not_available THEN
        RAISE '%; nothing was erased. Ask for it to be ended, then erase again (the log''s owner can end it: alsnb server end)',
            alsnb.in_the_way();
    END;
    INSERT INTO erased_entry SELECT DISTINCT entry FROM alsnb.revision NATURAL JOIN tombstone ON CONFLICT DO NOTHING;
    INSERT INTO erased_entry SELECT DISTINCT entry FROM alsnb.revision
        WHERE kind IN ('coding', 'rating') AND as_json(content) ->> 'reflection' IN (SELECT entry FROM erased_entry)
        ON CONFLICT DO NOTHING;
    DELETE FROM alsnb.revision WHERE entry IN (SELECT entry FROM erased_entry);
    GET DIAGNOSTICS gone = ROW_COUNT;
    -- The drafts too of whoever was that member once and is let in no more.
    DELETE FROM draft WHERE author IN (SELECT username FROM access a
            WHERE role = 'member' AND (a.cohort, a.code) IN (SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m))
        OR EXISTS (SELECT FROM audit WHERE what = 'let ' || draft.author || ' in as member'
            AND (cohort, member) IN (SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m));
    -- And whoever's drafts quote what is gone.
    DELETE FROM draft d WHERE EXISTS (
        SELECT FROM regexp_matches(d.key || ' ' || d.content, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') AS u(ids)
        WHERE ids[1] IN (SELECT entry FROM erased_entry))
        OR EXISTS (SELECT FROM json_array_elements(members) AS m WHERE strpos(d.key, '/' || left(encode(sha256(
            convert_to(concat_ws(E'\n', m ->> 0, m ->> 1), 'UTF8')), 'hex'), 12) || '/') > 0);
    -- Who was erased is let in no more, and their login may connect to the log no more.
    FOR person IN
        DELETE FROM access a WHERE role = 'member'
            AND (a.cohort, a.code) IN (SELECT m ->> 0, m ->> 1 FROM json_array_elements(members) AS m)
        RETURNING a.username
    LOOP
        PERFORM alsnb.shut_out(person.username);
    END LOOP;
    INSERT INTO audit (what, cohort, member, revisions)
        SELECT 'erased', m ->> 0, m ->> 1, gone FROM json_array_elements(members) AS m;
    INSERT INTO audit (what, revisions) SELECT 'erased entries', gone WHERE more > 0;
    RETURN gone;
END $$;

ALTER TABLE draft ADD COLUMN IF NOT EXISTS digest text COLLATE "C";

-- A bound in the planner's statistics is a value in somebody's row.
ALTER TABLE revision ALTER id SET STATISTICS 0, ALTER entry SET STATISTICS 1, ALTER author SET STATISTICS 1,
    ALTER at SET STATISTICS 0, ALTER member SET STATISTICS 1, ALTER content SET STATISTICS 0, ALTER digest SET STATISTICS 0;
ALTER TABLE tombstone ALTER cohort SET STATISTICS 0, ALTER member SET STATISTICS 0;
ALTER TABLE erased_entry ALTER entry SET STATISTICS 0;
ALTER TABLE draft ALTER author SET STATISTICS 0, ALTER key SET STATISTICS 0, ALTER content SET STATISTICS 0,
    ALTER digest SET STATISTICS 0;
ALTER TABLE audit ALTER username SET STATISTICS 0, ALTER what SET STATISTICS 0, ALTER cohort SET STATISTICS 0,
    ALTER member SET STATISTICS 0;
