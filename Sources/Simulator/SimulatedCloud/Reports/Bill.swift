package import SQLite
package import Time

/// The amount that the project would have paid by now: each server and IPv4 address costs its hourly price for every
/// hour begun, up to its monthly price in each calendar month, also while powered off, until it is deleted.
package struct Bill: Sendable {
    package struct Item: Sendable {
        package enum Kind: String, Sendable {
            case server
            case primaryIP = "primary_ip"
        }

        package let kind: Kind
        package let id: Int64
        package let name: String
        /// A description such as `cx23 in nbg1`.
        package let what: String
        package let from: Instant
        /// The time of its deletion; nil while it exists.
        package let until: Instant?
        /// The number of hours begun.
        package let hours: Int64
        package let price: Money
    }

    package let items: [Item]
    package let total: Money

    /// The number of items that still exist and cost money.
    package var openItems: Int {
        items.count { $0.until == nil }
    }

    /// The bill at an instant. Changes nothing.
    package init(_ database: Database, at now: Instant) throws {
        let servers = try database.rows("SELECT * FROM servers ORDER BY id", Server.init)
        let addresses = try database.rows(
            "SELECT * FROM primary_ips WHERE type = 'ipv4' ORDER BY id", PrimaryIP.init)
        items = servers.map { Self.item($0, now) } + addresses.map { Self.item($0, now) }
        total = items.map(\.price).reduce(.zero, +)
    }

    private static func item(_ server: Server, _ now: Instant) -> Item {
        let (hours, price) = cost(
            from: server.createdAt, until: server.deletedAt ?? now, hourly: server.type.hourly,
            monthly: server.type.monthly)
        return Item(
            kind: .server, id: server.id, name: server.name,
            what: "\(server.type.name) in \(server.location.name)", from: server.createdAt,
            until: server.deletedAt, hours: hours, price: price)
    }

    private static func item(_ ip: PrimaryIP, _ now: Instant) -> Item {
        let (hours, price) = cost(
            from: ip.createdAt, until: ip.deletedAt ?? now, hourly: Pricing.ipv4Hourly,
            monthly: Pricing.ipv4Monthly)
        return Item(
            kind: .primaryIP, id: ip.id, name: ip.name, what: ip.ip, from: ip.createdAt,
            until: ip.deletedAt, hours: hours, price: price)
    }

    /// The hours begun and their price. An hour counts for the month in which it begins; the first begins with the
    /// creation.
    static func cost(
        from: Instant, until: Instant, hourly: Money, monthly: Money
    ) -> (hours: Int64, price: Money) {
        var (hours, price) = (Int64(0), Money.zero)
        var start = from
        repeat {
            let next = start.nextMonth
            let begun = hoursBegun(from: start, before: min(max(until, start + .milliseconds(1)), next))
            hours += begun
            price = price + min(hourly * begun, monthly)
            start = start + .seconds(3600 * begun)
        } while start < until
        return (hours, price)
    }

    private static func hoursBegun(from start: Instant, before end: Instant) -> Int64 {
        ((end - start).milliseconds + 3_599_999) / 3_600_000
    }

    /// `{"currency":…,"items":[…],"open":…,"net":…,"gross":…}`.
    package var json: JSON {
        [
            "currency": "EUR",
            "items": .array(
                items.map { item in
                    [
                        "type": .string(item.kind.rawValue), "id": .integer(item.id),
                        "name": .string(item.name), "what": .string(item.what),
                        "from": .string(item.from.rfc3339), "until": JSON(item.until?.rfc3339),
                        "hours": .integer(item.hours), "net": .string(item.price.net),
                    ]
                }),
            "open": .integer(Int64(openItems)), "net": .string(total.net), "gross": .string(total.gross),
        ]
    }

    package var table: TextTable {
        var table = TextTable(["TYPE", "ID", "NAME", "WHAT", "FROM", "UNTIL", "HOURS", "EUR NET"])
        for item in items {
            table.add([
                item.kind.rawValue, String(item.id), item.name, item.what, item.from.rfc3339,
                item.until?.rfc3339 ?? "still there", String(item.hours), item.price.net,
            ])
        }
        table.add(["total", "", "", "\(openItems) still there", "", "", "", total.net])
        return table
    }
}

extension Instant {
    /// The first instant of the next calendar month in UTC.
    var nextMonth: Instant {
        let now = CalendarTime(self)
        return now.month == 12
            ? Instant(year: now.year + 1, month: 1, day: 1)
            : Instant(year: now.year, month: now.month + 1, day: 1)
    }
}
