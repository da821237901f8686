-- Who may sign in, and what they hold. Instants are milliseconds since 1970.

-- +goose Up
CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    operator TEXT NOT NULL,  -- code of the operator that the account speaks for
    territory TEXT NOT NULL, -- unit codes joined by commas; empty: the whole registry
    password TEXT NOT NULL,  -- argon2id; empty: none
    issuer TEXT NOT NULL,    -- of OpenID Connect; empty: a local account
    subject TEXT NOT NULL,
    totp_secret TEXT NOT NULL,       -- base32; empty: no second factor
    totp_step INTEGER NOT NULL,      -- the last time step that a code was taken for
    disabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    signed_in_at INTEGER NOT NULL    -- 0: never
) STRICT;
CREATE UNIQUE INDEX account_subject ON account (issuer, subject) WHERE issuer <> '';

CREATE TABLE session (
    hash BLOB PRIMARY KEY NOT NULL, -- SHA-256 of what the cookie holds
    id TEXT NOT NULL UNIQUE,        -- by which its owner sees and ends it
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    enrolling INTEGER NOT NULL, -- may do nothing but set up a second factor
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account_id);

CREATE TABLE token (
    id TEXT PRIMARY KEY NOT NULL,
    hash BLOB NOT NULL UNIQUE, -- SHA-256 of the token
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    scopes TEXT NOT NULL, -- joined by commas
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL, -- 0: not revoked
    used_at INTEGER NOT NULL,    -- 0: never
    used_from TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_account ON token (account_id);

CREATE TABLE invitation (
    hash BLOB PRIMARY KEY NOT NULL, -- SHA-256 of what the link holds
    account_id INTEGER REFERENCES account (id) ON DELETE CASCADE, -- NULL: the first administrator
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    PRIMARY KEY (account_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    subject TEXT PRIMARY KEY NOT NULL, -- a name that was tried, or an address that tried
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_last ON attempt (last_at);

CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    detail TEXT NOT NULL,
    request TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE setting;
DROP TABLE event;
DROP TABLE attempt;
DROP TABLE recovery_code;
DROP TABLE invitation;
DROP TABLE token;
DROP TABLE session;
DROP TABLE account;
