import HTTP
package import SQLite
import SimulatorFaults
package import Time

/// One request as the simulator recorded it.
package struct RequestRecord: Sendable {
    package let id: Int64
    package let at: Instant
    package let requestID: String
    package let method: String
    /// Path and query as they were sent.
    package let target: String
    package let status: Int64
    package let code: String?
    package let fault: String?
    /// The client's `User-Agent`.
    package let caller: String
    package let address: String

    init(_ row: Row) throws(SQLiteError) {
        id = try row.int("id")
        at = try row.instant("at")
        requestID = try row.text("request_id")
        method = try row.text("method")
        target = try row.text("target")
        status = try row.int("status")
        code = try row.optionalText("code")
        fault = try row.optionalText("fault")
        caller = try row.text("caller")
        address = try row.text("address")
    }

    /// One line: time, status, method, target, error code, fault, client and correlation id.
    package var line: String {
        var parts = [at.rfc3339, String(status), method, target]
        if let code { parts.append(code) }
        if let fault { parts.append("fault=\(fault)") }
        parts += ["by=\(address)", "agent=\"\(caller)\"", "id=\(requestID)"]
        return parts.joined(separator: " ")
    }

    package var json: JSON {
        [
            "at": .string(at.rfc3339), "at_ms": .integer(at.milliseconds), "status": .integer(status),
            "method": .string(method), "target": .string(target), "code": JSON(code), "fault": JSON(fault),
            "caller": .string(caller), "address": .string(address), "correlation_id": .string(requestID),
        ]
    }

    /// The requests after the one with that id, oldest first.
    package static func all(
        after id: Int64 = 0, in database: Database
    ) throws(SQLiteError) -> [RequestRecord] {
        try database.rows("SELECT * FROM calls WHERE id > \(id) ORDER BY id", RequestRecord.init)
    }
}

extension World {
    private static let maxRecords: Int64 = 100_000

    /// Records a request and drops all but the last hundred thousand.
    func record(_ request: Request, _ response: Response) throws(SQLiteError) {
        let target = request.query.isEmpty ? request.path : "\(request.path)?\(request.query)"
        let caller = request.headers["User-Agent"] ?? ""
        try database.execute(
            """
            INSERT INTO calls (at, request_id, method, target, status, code, fault, caller, address)
            VALUES (\(now), \(request.id), \(request.method.name), \(target), \(response.status.rawValue),
                \(response.code), \(response.fault?.rawValue), \(caller), \(request.remoteAddress))
            """)
        try database.execute("DELETE FROM calls WHERE id <= \(database.lastInsertedID - Self.maxRecords)")
    }
}
