import Linux

extension FirewallRule {
    private static let maxRules = 50
    private static let maxNetworks = 100
    private static let maxDescriptionLength = 255
    private static let fields: Set<String> = [
        "direction", "protocol", "port", "source_ips", "destination_ips", "description",
    ]

    /// Reads a list of rules; adds field errors to `input`.
    static func list(_ name: String, in input: inout Input) -> [FirewallRule] {
        let elements = input.array(name) ?? []
        if elements.count > maxRules { input.addError(name, "Length must be between 0 and \(maxRules).") }
        return elements.enumerated().compactMap { index, element in
            guard case .object(let members) = element else {
                input.addError("\(name).\(index)", "Not a valid object.")
                return nil
            }
            var inner = Input(members: members, allowing: fields)
            let rule = FirewallRule(&inner)
            input.addErrors(of: inner, under: "\(name).\(index)")
            return rule
        }
    }

    private init?(_ input: inout Input) {
        input.require("direction", "protocol")
        let direction = Self.choice("direction", of: Direction.self, &input)
        let transport = Self.choice("protocol", of: Transport.self, &input)
        let port = input.string("port")
        let description = input.string("description")
        if let description, description.count > Self.maxDescriptionLength {
            input.addError("description", "Length must be between 0 and \(Self.maxDescriptionLength).")
        }
        guard let direction, let transport else { return nil }
        if transport.hasPorts != (port != nil) {
            input.addError(
                "port", transport.hasPorts ? "Required for this protocol." : "Not allowed for this protocol.")
        } else if let port, !Self.isPortRange(port) {
            input.addError("port", "Must be a port or a range of ports.")
        }
        let networks = Self.networks(direction, &input)
        self.init(
            direction: direction, transport: transport, port: port, description: description,
            networks: networks)
    }

    /// Only the list of the rule's own direction may have members.
    private static func networks(_ direction: Direction, _ input: inout Input) -> [String] {
        let (own, other) =
            direction == .in ? ("source_ips", "destination_ips") : ("destination_ips", "source_ips")
        if !(input.array(other) ?? []).isEmpty { input.addError(other, "Not allowed for this direction.") }
        let elements = input.array(own) ?? []
        if elements.isEmpty || elements.count > maxNetworks {
            input.addError(own, "Length must be between 1 and \(maxNetworks).")
        }
        let networks = elements.compactMap { $0.stringValue.flatMap { IPNetwork($0)?.text } }
        if networks.count != elements.count { input.addError(own, "Must be networks in CIDR notation.") }
        return networks
    }

    private static func isPortRange(_ text: String) -> Bool {
        let ports = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) ?? 0 }
        return switch ports.count {
        case 1: ports[0] > 0
        case 2: ports[0] > 0 && ports[0] <= ports[1]
        default: false
        }
    }

    private static func choice<Choice: RawRepresentable<String>>(
        _ name: String, of type: Choice.Type, _ input: inout Input
    ) -> Choice? {
        guard let text = input.string(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        input.addError(name, "Not a valid choice.")
        return nil
    }
}
