extension Migration {
    /// The first three tables keep the names of the product's existing schema. STRICT tables refuse a value
    /// of another type, so a wrong write fails at once.
    static let initial = Migration(version: 1, statements: accounts + onboarding + jobs + money + records)

    private static let accounts: [SQL] = [
        """
        CREATE TABLE users (
            id TEXT PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            password_hash TEXT NOT NULL,
            name TEXT NOT NULL,
            is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE subscriptions (
            user_id TEXT PRIMARY KEY REFERENCES users (id),
            status TEXT NOT NULL DEFAULT 'none'
                CHECK (status IN ('none', 'active', 'grace_period', 'canceled')),
            current_period_end_at INTEGER,
            grace_period_ends_at INTEGER,
            external_customer_id TEXT,
            external_subscription_id TEXT,
            vps_provisioned INTEGER NOT NULL DEFAULT 0 CHECK (vps_provisioned IN (0, 1)),
            hetzner_server_id INTEGER,
            hetzner_ssh_key_id INTEGER,
            vps_ip_address TEXT,
            vps_hostname TEXT,
            provisioning_status TEXT CHECK (provisioning_status IN
                ('pending', 'creating', 'cloud_init', 'injecting_secrets', 'ready', 'failed')),
            provisioning_error TEXT,
            provisioned_at INTEGER,
            deprovisioned_at INTEGER,
            ssh_private_key BLOB,
            updated_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE sessions (
            token_hash BLOB PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            csrf_token TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX sessions_by_user ON sessions (user_id)",
        "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
        """
        CREATE TABLE attempts (
            subject TEXT PRIMARY KEY,
            count INTEGER NOT NULL,
            window_ends_at INTEGER NOT NULL
        ) STRICT
        """,
    ]

    private static let onboarding: [SQL] = [
        """
        CREATE TABLE claude_tokens (
            user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            credentials BLOB NOT NULL,
            expires_at INTEGER,
            updated_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE telegram_bots (
            user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            bot_username TEXT,
            token BLOB NOT NULL,
            owner_telegram_user_id INTEGER NOT NULL CHECK (owner_telegram_user_id > 0),
            validated INTEGER NOT NULL DEFAULT 0 CHECK (validated IN (0, 1)),
            updated_at INTEGER NOT NULL
        ) STRICT
        """,
    ]

    private static let jobs: [SQL] = [
        """
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES users (id),
            kind TEXT NOT NULL CHECK (kind IN ('deploy', 'deprovision')),
            step TEXT NOT NULL,
            step_started_at INTEGER NOT NULL,
            attempt INTEGER NOT NULL DEFAULT 0,
            fence INTEGER NOT NULL DEFAULT 0,
            lease_owner TEXT,
            lease_expires_at INTEGER,
            deadline_at INTEGER NOT NULL,
            callback_token BLOB,
            callback_token_hash BLOB,
            callback_used_at INTEGER,
            callback_outcome TEXT CHECK (callback_outcome IN ('succeeded', 'failed')),
            callback_detail TEXT,
            host_key TEXT,
            hetzner_ssh_key_id INTEGER,
            hetzner_server_id INTEGER,
            ip_address TEXT,
            server_type TEXT,
            location TEXT,
            failure_code TEXT,
            failure_detail TEXT,
            outcome TEXT CHECK (outcome IN ('succeeded', 'failed')),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            ended_at INTEGER,
            CHECK ((outcome IS NULL) = (ended_at IS NULL))
        ) STRICT
        """,
        "CREATE UNIQUE INDEX jobs_one_unfinished ON jobs (user_id) WHERE ended_at IS NULL",
        "CREATE INDEX jobs_by_user ON jobs (user_id, created_at)",
        """
        CREATE TABLE job_events (
            id INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL REFERENCES jobs (id),
            at INTEGER NOT NULL,
            step TEXT NOT NULL,
            kind TEXT NOT NULL,
            duration_ms INTEGER,
            detail TEXT
        ) STRICT
        """,
        "CREATE INDEX job_events_by_job ON job_events (job_id, id)",
    ]

    private static let money: [SQL] = [
        """
        CREATE TABLE resources (
            id INTEGER PRIMARY KEY,
            project TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('server', 'ssh_key', 'primary_ip')),
            name TEXT NOT NULL,
            user_id TEXT NOT NULL REFERENCES users (id),
            job_id TEXT NOT NULL REFERENCES jobs (id),
            state TEXT NOT NULL CHECK (state IN ('intended', 'created', 'deleting', 'gone')),
            hetzner_id INTEGER,
            delete_attempts INTEGER NOT NULL DEFAULT 0,
            last_error TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            deleting_since_at INTEGER,
            CHECK (state <> 'created' OR hetzner_id IS NOT NULL)
        ) STRICT
        """,
        "CREATE INDEX resources_owed ON resources (state) WHERE state <> 'gone'",
        "CREATE INDEX resources_by_user ON resources (user_id)",
        """
        CREATE TABLE rate_budget (
            project TEXT PRIMARY KEY,
            hourly_limit INTEGER NOT NULL,
            remaining INTEGER NOT NULL,
            resets_at INTEGER,
            seen_at INTEGER NOT NULL
        ) STRICT
        """,
    ]

    private static let records: [SQL] = [
        """
        CREATE TABLE webhook_deliveries (
            id TEXT PRIMARY KEY,
            type TEXT NOT NULL,
            received_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE audit_log (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL CHECK (actor IN ('customer', 'operator', 'system')),
            user_id TEXT REFERENCES users (id),
            action TEXT NOT NULL,
            detail TEXT
        ) STRICT
        """,
        "CREATE INDEX audit_log_by_user ON audit_log (user_id, id)",
    ]
}
