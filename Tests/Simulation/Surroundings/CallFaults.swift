import HTTP
import HTTPClient
import SeededRandom
import SimulatorFaults
import Time

/// What goes wrong with one call.
enum CallFault: Equatable {
    /// There is no connection.
    case refused
    /// It arrives that much later, when its sender has given up, or is dead.
    case late(Duration)
    /// One of the simulator's faults, by its text.
    case simulator(String)

    var text: String {
        switch self {
        case .refused: "refused"
        case .late(let delay): "late \(delay.milliseconds)"
        case .simulator(let text): text
        }
    }

    init(text: String) {
        let words = text.split(separator: " ")
        if text == "refused" {
            self = .refused
        } else if words.first == "late", words.count == 2, let milliseconds = Int64(words[1]) {
            self = .late(.milliseconds(milliseconds))
        } else {
            self = .simulator(text)
        }
    }

    var simulatorText: String? {
        if case .simulator(let text) = self { text } else { nil }
    }
}

/// Chooses what goes wrong with calls.
final class CallFaults {
    private let simulation: Simulation
    private let reads: [String]
    private let writes: [String]
    private let orders: [String]

    init(_ simulation: Simulation) {
        self.simulation = simulation
        let swarm = simulation.swarm
        func texts(_ list: [(Fault, String)]) -> [String] {
            list.filter { swarm.allows($0.0) }.map {
                $0.1.isEmpty ? $0.0.rawValue : "\($0.0.rawValue):\($0.1)"
            }
        }
        let everywhere: [(Fault, String)] = [
            (.response(.lostAnswer), "call=* *"), (.response(.rateLimited), ""),
            (.response(.serverError), ""),
            (.response(.serverError), "when=after"), (.response(.badGateway), ""),
            (.response(.badGateway), "when=after"), (.response(.unavailable), ""),
            (.response(.gatewayTimeout), ""), (.response(.gatewayTimeout), "when=after"),
            (.response(.slow), "seconds=25"), (.response(.slow), "seconds=70"),
            (.response(.dripping), "rate=100"),
            (.response(.malformedJSON), ""), (.response(.maintenance), ""), (.response(.tokenRejected), ""),
        ]
        reads = texts(
            everywhere + [
                (.actionMissing, ""), (.listing(.incomplete), ""), (.listing(.lateVisibility), "seconds=30"),
                (.wrongDate, "seconds=-900"),
                (.wrongDate, "seconds=7200"),
            ])
        writes = texts(
            everywhere + [
                (.response(.conflict), ""), (.response(.locked), "call=* *"), (.firewallInUse, "seconds=120"),
            ])
        orders = texts([
            (.creation(.soldOut), "form=resource_unavailable"), (.creation(.soldOut), "form=placement_error"),
            (.creation(.soldOut), "form=invalid_input"), (.creation(.quota), "of=servers,limit=0"),
            (.creation(.nameTaken), "of=server"), (.creation(.nameTaken), "of=server,holder=somebody"),
            (.creation(.nameTaken), "of=ssh_key"), (.creation(.keyTaken), ""),
            (.creation(.nameTaken), "of=firewall"),
            (.action(.fails), "command=create_server"), (.action(.fails), "command=start_server"),
            (.action(.stuck), "command=create_server"), (.action(.stuckInitializing), ""),
            (.noNetwork, ""),
        ])
    }

    func fault(of request: ClientRequest, _ name: ChoiceName) -> CallFault? {
        let (swarm, isRead) = (simulation.swarm, request.method == .get)
        let isOrder = request.method == .post
        let text = simulation.decisions.choose(name, share: swarm.apiFaults * (isOrder ? 4 : 1)) { random in
            var choices = isRead ? reads : writes
            if isOrder { choices += orders }
            if swarm.allows(.connectionRefused) { choices.append(CallFault.refused.text) }
            if swarm.allows(.lateOrder), !isRead {
                // As often as three others: little else leaves an order that comes after everybody has given up.
                let late = CallFault.late(.milliseconds(Int64.random(in: 61_000...140_000, using: &random)))
                choices += Array(repeating: late.text, count: isOrder ? 3 : 1)
            }
            return choices.isEmpty ? nil : random.pick(choices)
        }
        guard let text else { return nil }
        let fault = CallFault(text: text)
        simulation.coverage.count(fault: Self.name(of: fault))
        return fault
    }

    private static func name(of fault: CallFault) -> String {
        switch fault {
        case .refused: SimulationFault.connectionRefused.rawValue
        case .late: SimulationFault.lateOrder.rawValue
        case .simulator(let text): String(text.prefix { $0 != ":" })
        }
    }
}
