import SeededRandom
import SimulatorFaults

/// What may go wrong in a run. Each seed leaves some of it out, since a run in which everything goes wrong never comes
/// to the places that need a long quiet time (Groce and others, "Swarm Testing", 2012).
struct Swarm {
    /// In a million points.
    var kills: Int
    var stops: Int
    var pauses: Int
    var pausesInTransactions: Bool
    /// In a million calls, scripts, deliveries, orders.
    var apiFaults: Int
    var scriptFaults: Int
    var deliveryFaults: Int
    var machineFaults: Int
    var diskFaults: Int
    /// The names of everything that may go wrong, of the simulated Hetzner and of everything else.
    private let allowed: Set<String>

    /// Chooses by the seed among everything but `without`.
    init(seed: UInt64, without: Set<String>) {
        var random = SeededRandom(seed: StableHash.mixed(seed ^ 0x5357_4152_4D))
        var allowed = Set(SimulationFault.allNames.filter { _ in !random.oneIn(3) })
        allowed.subtract(without)
        self.allowed = allowed
        func rate(_ name: SimulationFault, _ choices: [Int]) -> Int {
            let rate = random.pick(choices)
            return allowed.contains(name.rawValue) ? rate : 0
        }
        kills = rate(.processKilled, [200, 1_000, 3_000])
        stops = rate(.processStopped, [200, 1_000, 4_000])
        pauses = random.pick([0, 10_000, 40_000, 120_000])
        pausesInTransactions = random.oneIn(5)
        apiFaults = random.pick([0, 5_000, 20_000, 80_000])
        scriptFaults = rate(.connectionLost, [0, 20_000, 100_000])
        deliveryFaults = random.pick([0, 50_000, 200_000])
        machineFaults = random.pick([0, 30_000, 120_000])
        diskFaults = random.pick([0, 0, 300, 1_500])
    }

    func allows(_ fault: SimulationFault) -> Bool {
        allowed.contains(fault.rawValue)
    }

    func allows(_ fault: Fault) -> Bool {
        allowed.contains(fault.rawValue)
    }
}

/// What goes wrong beside the faults of the simulated Hetzner; the raw value is its name on the command line.
enum SimulationFault: String, CaseIterable {
    case processKilled = "process-killed"
    case processStopped = "process-stopped"
    case powerLoss = "power-loss"
    case diskFull = "disk-full"
    case diskError = "disk-error"
    case slowSync = "slow-sync"
    case connectionRefused = "connection-refused"
    case lateOrder = "late-order"
    case connectionLost = "connection-lost"
    case deliveryLost = "delivery-lost"
    case deliveryRepeated = "delivery-repeated"
    case deliveryLate = "delivery-late"
    case outage = "outage"
    /// The disk of a customer's server is full: nothing can be written there.
    case serverDiskFull = "server-disk-full"
    case wrongKey = "wrong-key"
    case wrongToken = "wrong-token"
    case secondInstallation = "second-installation"
    case databaseRestored = "database-restored"
    case databaseCloned = "database-cloned"
    case clockStep = "clock-step"
    /// What the billing service says of a customer whom the operator has granted access.
    case billingOverGrant = "billing-over-grant"

    /// The names of everything that can go wrong.
    static let allNames = allCases.map(\.rawValue) + Fault.allCases.map(\.rawValue)
}
