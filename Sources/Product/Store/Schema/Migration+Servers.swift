extension Migration {
    /// Gives each server a row of its own, which outlives the jobs that work on it, and whose fence grows with each of
    /// their leases. Until now a job's row held its server; every deploy gets a row for the server that it ordered.
    /// What is untracked gets its price.
    static let servers = Migration(
        version: 11,
        statements: [
            """
            CREATE TABLE servers (
                id TEXT PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES users (id),
                project TEXT REFERENCES projects (id),
                hetzner_id INTEGER,
                ip_address TEXT,
                ssh_port INTEGER,
                host_key TEXT,
                fence INTEGER NOT NULL DEFAULT 0,
                wanted TEXT NOT NULL CHECK (wanted IN ('on', 'off', 'gone')),
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT
            """,
            "ALTER TABLE jobs ADD COLUMN server_id TEXT REFERENCES servers (id)",
            """
            INSERT INTO servers
                (id, user_id, project, hetzner_id, ip_address, host_key, fence, wanted, created_at, updated_at)
            SELECT id, user_id, (
                    SELECT project FROM resources
                    WHERE kind = 'server' AND resources.hetzner_id = jobs.hetzner_server_id LIMIT 1),
                hetzner_server_id, ip_address, host_key, fence,
                CASE WHEN NOT EXISTS (
                        SELECT 1 FROM jobs AS later WHERE later.user_id = jobs.user_id AND later.kind = 'deploy'
                            AND (later.created_at, later.rowid) > (jobs.created_at, jobs.rowid))
                    AND (ended_at IS NULL AND step <> 'undo' OR EXISTS (
                        SELECT 1 FROM subscriptions WHERE subscriptions.user_id = jobs.user_id AND vps_provisioned = 1
                            AND subscriptions.hetzner_server_id = jobs.hetzner_server_id))
                    THEN 'on' ELSE 'gone' END,
                created_at, updated_at
            FROM jobs WHERE kind = 'deploy'
            """,
            """
            INSERT INTO servers (id, user_id, project, hetzner_id, ip_address, wanted, created_at, updated_at)
            SELECT \(randomID), user_id, (
                    SELECT project FROM resources
                    WHERE kind = 'server' AND resources.hetzner_id = subscriptions.hetzner_server_id LIMIT 1),
                hetzner_server_id, vps_ip_address, 'on', updated_at, updated_at
            FROM subscriptions WHERE vps_provisioned = 1 AND hetzner_server_id IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM servers WHERE servers.user_id = subscriptions.user_id AND wanted = 'on')
            """,
            "UPDATE jobs SET server_id = id WHERE kind = 'deploy'",
            """
            UPDATE jobs SET server_id = (
                SELECT id FROM servers WHERE servers.user_id = jobs.user_id AND wanted = 'on')
            WHERE kind = 'deprovision' AND ended_at IS NULL
            """,
            "CREATE UNIQUE INDEX servers_one_wanted ON servers (user_id) WHERE wanted <> 'gone'",
            "CREATE INDEX servers_by_hetzner_id ON servers (hetzner_id)",
            "ALTER TABLE jobs DROP COLUMN hetzner_server_id",
            "ALTER TABLE jobs DROP COLUMN ip_address",
            "ALTER TABLE jobs DROP COLUMN host_key",
            "ALTER TABLE untracked ADD COLUMN price TEXT",
            """
            CREATE VIEW jobs_with_servers AS
            SELECT jobs.rowid AS number, jobs.*, servers.hetzner_id AS hetzner_server_id, servers.ip_address,
                servers.ssh_port, servers.host_key
            FROM jobs LEFT JOIN servers ON servers.id = jobs.server_id
            """,
        ])
}
