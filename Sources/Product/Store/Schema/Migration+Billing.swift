extension Migration {
    /// Adds what all processes share: billing's subscriptions, Hetzner's catalogue, and the causes of waits.
    static let billingAndOffers = Migration(version: 2, statements: billing + offers + waiting)

    private static let billing: [SQL] = [
        """
        CREATE TABLE billing_subscriptions (
            id TEXT PRIMARY KEY,
            user_id TEXT REFERENCES users (id),
            customer_id TEXT,
            email TEXT,
            standing TEXT NOT NULL CHECK (standing IN ('active', 'ending', 'ended')),
            paid_until_at INTEGER,
            event_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX billing_subscriptions_by_user ON billing_subscriptions (user_id)",
        "CREATE INDEX billing_subscriptions_unclaimed ON billing_subscriptions (email) WHERE user_id IS NULL",
        "CREATE INDEX subscriptions_by_customer ON subscriptions (external_customer_id)",
        "CREATE INDEX subscriptions_by_subscription ON subscriptions (external_subscription_id)",
    ]

    private static let offers: [SQL] = [
        """
        CREATE TABLE catalogue (
            project TEXT NOT NULL,
            topic TEXT NOT NULL,
            document TEXT,
            read_at INTEGER,
            reading_since_at INTEGER,
            PRIMARY KEY (project, topic),
            CHECK ((document IS NULL) = (read_at IS NULL))
        ) STRICT
        """,
        """
        CREATE TABLE sold_out (
            project TEXT NOT NULL,
            server_type TEXT NOT NULL,
            location TEXT NOT NULL,
            noted_at INTEGER NOT NULL,
            PRIMARY KEY (project, server_type, location)
        ) STRICT
        """,
    ]

    private static let waiting: [SQL] = [
        "ALTER TABLE jobs ADD COLUMN waiting_code TEXT",
        "ALTER TABLE jobs ADD COLUMN waiting_until_at INTEGER",
    ]
}
