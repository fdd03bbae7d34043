import FoundationEssentials
import Glibc

/// The report of `cloud-init status`, as a table or as JSON.
struct CloudInitReport: Equatable {
    let status: String
    let detail: String
    let errors: [String]
    let lastUpdate: String
    let datasource: String
    private let resultExists: Bool

    /// `recorded` is the content of status.json, or nil while there is none; `resultExists` is true once result.json
    /// exists.
    init(_ recorded: CloudInitStatus?, resultExists: Bool) {
        self.resultExists = resultExists
        guard let stages = recorded?.v1 else {
            status = "not run"
            detail = "Systemd generator may not have run yet."
            (errors, lastUpdate, datasource) = ([], "", "")
            return
        }
        errors = stages.errors
        let isRunning =
            !resultExists || stages.stage != nil
            || stages.all.contains { $0.start != nil && $0.finished == nil }
        // As in cloud-init, an error is reported while other modules still run.
        status = !errors.isEmpty ? "error" : isRunning ? "running" : "done"
        datasource = stages.datasource == nil ? "" : "hetzner"
        if !errors.isEmpty {
            detail = errors.joined(separator: "\n")
        } else {
            detail = stages.stage.map { "Running in stage: \($0)" } ?? stages.datasource ?? ""
        }
        let latest = stages.all.flatMap { [$0.start ?? 0, $0.finished ?? 0] }.max() ?? 0
        lastUpdate = CloudInitReport.formatted(latest)
    }

    /// True while `--wait` has to wait. An error ends the waiting at once, as in cloud-init.
    var isUnfinished: Bool { status == "not run" || status == "running" }

    func json() throws -> String {
        var members: [String: JSONText] = [
            "boot_status_code": .string("enabled-by-generator"), "datasource": .string(datasource),
            "detail": .string(detail), "errors": .strings(errors), "extended_status": .string(extendedStatus),
            "last_update": .string(lastUpdate), "status": .string(status),
        ]
        members["schemas"] = .object(["1": .object(members)])
        members["_schema_version"] = .string("1")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(JSONText.object(members)), as: UTF8.self)
    }

    func table(isLong: Bool) -> String {
        var lines = ["status: \(status)"]
        if isLong {
            lines.append("boot_status_code: enabled-by-generator")
            if !lastUpdate.isEmpty { lines.append("last_update: \(lastUpdate)") }
            lines.append("detail:\n\(detail)")
        }
        return lines.joined(separator: "\n")
    }

    /// The `extended_status` of newer releases.
    private var extendedStatus: String {
        status == "error" ? (resultExists ? "error - done" : "error - running") : status
    }

    private static func formatted(_ secondsSince1970: Double) -> String {
        guard secondsSince1970 > 0 else { return "" }
        var instant = time_t(secondsSince1970)
        var parts = tm()
        gmtime_r(&instant, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%a, %d %b %Y %H:%M:%S +0000", &parts)
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// The kinds of JSON value in the report.
private enum JSONText: Encodable {
    case string(String)
    case strings([String])
    case object([String: JSONText])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .strings(let texts): try container.encode(texts)
        case .object(let members): try container.encode(members)
        }
    }
}
