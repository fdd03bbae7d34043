import SQLite
import Time

/// A long-running operation as the API shows it.
struct Action {
    enum Command: String, CaseIterable {
        case createServer = "create_server"
        case startServer = "start_server"
        case stopServer = "stop_server"
        case shutdownServer = "shutdown_server"
        case rebootServer = "reboot_server"
        case resetServer = "reset_server"
        case rebuildServer = "rebuild_server"
        case deleteServer = "delete_server"
        case setFirewallRules = "set_firewall_rules"
        case applyFirewall = "apply_firewall"
        case removeFirewall = "remove_firewall"
        case assignPrimaryIP = "assign_primary_ip"
        case unassignPrimaryIP = "unassign_primary_ip"
        case changeProtection = "change_protection"
    }

    enum Status: String {
        case running, success, error
    }

    struct Resource: Hashable {
        let kind: ResourceKind
        let id: Int64
    }

    /// The error in which an action ended or is going to end.
    struct Failure: Equatable {
        let code: String
        let message: String
    }

    let id: Int64
    let command: Command
    var status: Status
    let createdAt: Instant
    /// Nil while it waits for its predecessor.
    var begunAt: Instant?
    var finishedAt: Instant?
    /// Nil for an action that never ends.
    let duration: Duration?
    let afterID: Int64?
    /// True when it locks its server, so that requests to change that are refused with 423.
    let locks: Bool
    /// Decided when the action is created; visible once it has ended.
    let failure: Failure?
    let resources: [Resource]

    /// The id of the server it works on.
    var serverID: Int64? {
        resources.first { $0.kind == .server }?.id
    }

    var firewallID: Int64? {
        resources.first { $0.kind == .firewall }?.id
    }

    func progress(at now: Instant) -> Int64 {
        guard status == .running else { return 100 }
        guard let begunAt else { return 0 }
        // An action that never ends stays at half.
        guard let duration, duration > .zero else { return duration == nil ? 50 : 99 }
        return min(99, max(0, (now - begunAt).milliseconds * 100 / max(1, duration.milliseconds)))
    }

    func json(at now: Instant) -> JSON {
        let error: JSON =
            if status == .error, let failure {
                ["code": .string(failure.code), "message": .string(failure.message)]
            } else {
                nil
            }
        return [
            "id": .integer(id), "command": .string(command.rawValue), "status": .string(status.rawValue),
            "progress": .integer(progress(at: now)), "started": .string(createdAt.rfc3339),
            "finished": JSON(finishedAt?.rfc3339),
            "resources": .array(
                resources.map { ["id": .integer($0.id), "type": .string($0.kind.rawValue)] }),
            "error": error,
        ]
    }
}

extension Action {
    init(_ row: Row, resources: [Resource]) throws(SQLiteError) {
        let command = try row.text("command")
        let status = try row.text("status")
        guard let command = Command(rawValue: command), let status = Status(rawValue: status) else {
            preconditionFailure("BUG: an action \(command) with status \(status)")
        }
        id = try row.int("id")
        self.command = command
        self.status = status
        createdAt = try row.instant("created_at")
        begunAt = try row.optionalInstant("begun_at")
        finishedAt = try row.optionalInstant("finished_at")
        duration = try row.optionalInt("duration_ms").map { .milliseconds($0) }
        afterID = try row.optionalInt("after_id")
        locks = try row.bool("locks")
        failure =
            if let code = try row.optionalText("failure_code") {
                Failure(code: code, message: try row.optionalText("failure_message") ?? "")
            } else {
                nil
            }
        self.resources = resources
    }
}
