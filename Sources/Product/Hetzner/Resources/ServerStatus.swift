/// Where a server is in its life; values we don't know are kept as they came.
package struct ServerStatus: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let initializing = ServerStatus(rawValue: "initializing")
    package static let starting = ServerStatus(rawValue: "starting")
    /// Powered on, which is before it has booted.
    package static let running = ServerStatus(rawValue: "running")
    package static let stopping = ServerStatus(rawValue: "stopping")
    package static let off = ServerStatus(rawValue: "off")
    package static let deleting = ServerStatus(rawValue: "deleting")
    package static let rebuilding = ServerStatus(rawValue: "rebuilding")
    package static let migrating = ServerStatus(rawValue: "migrating")
    package static let unknown = ServerStatus(rawValue: "unknown")
}
