import SeededRandom
import Time

/// Something that a person does. The raw value is its name in traces and recorded runs.
enum Act: String, CaseIterable {
    // Customers.
    case signUp = "sign-up"
    case pay, deploy
    case doubleClick = "double-click"
    case apiDeploy = "api-deploy"
    case cancelDeploy = "cancel-deploy"
    case apiCancel = "api-cancel"
    case deleteServer = "delete-server"
    case lapse, revoke
    case comeBack = "come-back"
    case view
    case health
    // The operator.
    case grant
    case endGrant = "end-grant"
    case jobsCancel = "jobs-cancel"
    case jobsRelease = "jobs-release"
    case jobsRetry = "jobs-retry"
    case deprovision
    case sweep
    case sweepReport = "sweep-report"
    case restartServices = "restart-services"
    case backup
    case restore
    case clone
    case secondInstallation = "second-installation"
    case wrongToken = "wrong-token"
    case clockStep = "clock-step"
    case outage
    /// Hetzner refuses everybody something for a while.
    case trouble
    case wrongKey = "wrong-key"
    case diskFull = "disk-full"
    case powerLoss = "power-loss"
    case deleteAtConsole = "delete-at-console"

    /// The fault that it is; nil for what is nobody's mistake.
    var fault: SimulationFault? {
        switch self {
        case .restore: .databaseRestored
        case .clone: .databaseCloned
        case .secondInstallation: .secondInstallation
        case .wrongToken: .wrongToken
        case .clockStep: .clockStep
        case .outage: .outage
        case .wrongKey: .wrongKey
        case .diskFull: .diskFull
        case .powerLoss: .powerLoss
        default: nil
        }
    }

    static let ofCustomers: [(Act, weight: Int)] = [
        (.deploy, 30), (.doubleClick, 6), (.apiDeploy, 6), (.cancelDeploy, 7), (.apiCancel, 2),
        (.deleteServer, 18),
        (.lapse, 4), (.revoke, 2), (.comeBack, 8), (.pay, 4), (.view, 10), (.health, 2),
    ]
    static let ofOperator: [(Act, weight: Int)] = [
        (.grant, 6), (.endGrant, 5), (.jobsCancel, 6), (.jobsRelease, 6), (.jobsRetry, 8), (.deprovision, 4),
        (.sweep, 8),
        (.sweepReport, 4), (.restartServices, 8), (.backup, 6), (.restore, 4), (.clone, 4),
        (.secondInstallation, 4),
        (.wrongToken, 4), (.clockStep, 5), (.outage, 6), (.trouble, 8), (.wrongKey, 3), (.diskFull, 4),
        (.powerLoss, 5),
        (.deleteAtConsole, 2),
    ]
}

/// An act with its time, as a line of a recorded run: `NAME at MILLISECONDS ACT NUMBER`.
struct PlannedAct: Equatable {
    /// `c3.7` for the third customer's seventh, `op.4` for the operator's fourth.
    let name: String
    let at: Duration
    let act: Act
    /// What the act needs to choose: a customer, a length of time.
    let number: UInt64

    var line: String { "\(name) at \(at.milliseconds) \(act.rawValue) \(number)" }

    init(name: String, at: Duration, act: Act, number: UInt64) {
        self.name = name
        self.at = at
        self.act = act
        self.number = number
    }

    init?(line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 5, words[1] == "at", let at = Int64(words[2]), let act = Act(rawValue: words[3]),
            let number = UInt64(words[4])
        else { return nil }
        self.init(name: words[0], at: .milliseconds(at), act: act, number: number)
    }

    /// The acts of a run, by its seed, in the order of their times.
    static func plan(seed: UInt64, _ size: RunSize, _ swarm: Swarm) -> [PlannedAct] {
        var acts: [PlannedAct] = []
        for index in 1...max(size.customers, 1) {
            acts += ofCustomer("c\(index)", seed, size)
        }
        var random = SeededRandom(seed: StableHash.mixed(seed ^ StableHash.of("op")))
        acts += draw(
            "op", size.operatorActs,
            from: Act.ofOperator.filter { $0.0.fault.map(swarm.allows) ?? true },
            after: .seconds(600), size, &random)
        return acts.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
    }

    private static func ofCustomer(_ name: String, _ seed: UInt64, _ size: RunSize) -> [PlannedAct] {
        var random = SeededRandom(seed: StableHash.mixed(seed ^ StableHash.of(name)))
        let start = Duration.milliseconds(Int64.random(in: 1_000...3_600_000, using: &random))
        let first = [
            PlannedAct(name: "\(name).1", at: start, act: .signUp, number: random.next()),
            PlannedAct(name: "\(name).2", at: start + .seconds(30), act: .pay, number: random.next()),
            PlannedAct(name: "\(name).3", at: start + .seconds(90), act: .deploy, number: random.next()),
        ]
        return first
            + draw(
                name, size.actsOfCustomer, from: Act.ofCustomers, after: start + .seconds(91), size, &random,
                first: 4)
    }

    /// Acts come in bursts: most of what goes wrong needs two of them close together.
    private static func draw(
        _ name: String, _ count: Int, from choices: [(Act, weight: Int)], after start: Duration,
        _ size: RunSize,
        _ random: inout SeededRandom, first: Int = 1
    ) -> [PlannedAct] {
        let end = Duration.seconds(size.days * 86_400)
        var time = start
        let mean = max((end - start).milliseconds / Int64(max(count, 1)), 2)
        var acts: [PlannedAct] = []
        for number in 0..<count {
            let isBurst = random.oneIn(3)
            time += .milliseconds(Int64.random(in: 1...(isBurst ? 180_000 : mean * 3), using: &random))
            guard time < end else { break }
            acts.append(
                PlannedAct(
                    name: "\(name).\(number + first)", at: time, act: pick(choices, &random),
                    number: random.next()))
        }
        return acts
    }

    private static func pick(_ choices: [(Act, weight: Int)], _ random: inout SeededRandom) -> Act {
        var left = Int.random(in: 0..<choices.reduce(0) { $0 + $1.weight }, using: &random)
        for (act, weight) in choices {
            left -= weight
            if left < 0 { return act }
        }
        return choices[0].0
    }
}

/// The size of a run.
struct RunSize: Equatable {
    var customers = 6
    var days: Int64 = 14
    /// In all days: about seven a day, where a real customer has a few a month.
    var actsOfCustomer = 100
    var operatorActs = 60
}
