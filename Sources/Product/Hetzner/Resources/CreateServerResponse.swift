/// A server as it was accepted; it is made only when all its actions have succeeded.
package struct CreateServerResponse: Sendable, Decodable {
    package let server: Server
    package let action: Action
    /// What follows the creation, as `start_server` and `apply_firewall`; some failures show only here.
    package let nextActions: [Action]

    private enum CodingKeys: String, CodingKey {
        case server, action
        case nextActions = "next_actions"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        server = try container.decode(Server.self, forKey: .server)
        action = try container.decode(Action.self, forKey: .action)
        nextActions = try container.decodeIfPresent([Action].self, forKey: .nextActions) ?? []
    }

    package var actions: [Action] { [action] + nextActions }
}
