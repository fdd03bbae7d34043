/// How far an action is; values we don't know are kept as they came.
package struct ActionStatus: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let running = ActionStatus(rawValue: "running")
    package static let success = ActionStatus(rawValue: "success")
    package static let error = ActionStatus(rawValue: "error")
}
