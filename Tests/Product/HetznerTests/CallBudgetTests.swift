import Crypto
import Hetzner
import Testing

/// The client's use of its call budget.
struct CallBudgetTests {
    /// A budget that makes its first calls wait ten seconds each.
    private final class Budget: CallBudget {
        var refusals: Int
        private(set) var asked: [CallPurpose] = []
        private(set) var recorded: [RateLimit] = []

        init(refusals: Int) {
            self.refusals = refusals
        }

        func admit(_ purpose: CallPurpose) -> Duration? {
            asked.append(purpose)
            guard refusals > 0 else { return nil }
            refusals -= 1
            return .seconds(10)
        }

        func record(_ limit: RateLimit) {
            recorded.append(limit)
        }
    }

    /// A client with such a budget and a clock of its own.
    private final class Caller {
        let transport: ScriptedTransport
        let budget: Budget
        private(set) var pauses: [Duration] = []
        private var now = ContinuousClock.now

        init(_ script: [Exchange], refusals: Int) {
            transport = ScriptedTransport(script)
            budget = Budget(refusals: refusals)
        }

        lazy var client = HetznerClient(
            endpoint: scriptedEndpoint, token: Secret(Scripted.token), transport: transport,
            time: Timekeeping(
                now: { [unowned self] in now },
                sleep: { [unowned self] pause in
                    pauses.append(pause)
                    now += pause
                }, random: { 1 }),
            budget: budget)

        func in60Seconds() -> ContinuousClock.Instant { now + .seconds(60) }
    }

    private let found = Exchange("GET /servers/42", 200, "{\"server\":\(Fixture.server)}")

    @Test func `a call waits until the budget allows it`() throws {
        let caller = Caller([found], refusals: 2)
        _ = try caller.client.server(42, by: caller.in60Seconds())
        #expect(caller.pauses == [.seconds(10), .seconds(10)])
        #expect(caller.transport.missing.isEmpty)
    }

    @Test func `does not send a call that would wait past its deadline`() throws {
        let caller = Caller([found], refusals: 100)
        let error = try #require(throws: HetznerError.self) {
            try caller.client.server(42, by: caller.in60Seconds())
        }
        #expect(error.kind == .overBudget)
        #expect(caller.pauses.count == 5)
        #expect(caller.client.callCount == 0)
    }

    @Test func `a watching call is refused rather than delayed`() throws {
        let caller = Caller([], refusals: 1)
        let error = try #require(throws: HetznerError.self) {
            try caller.client.calling(for: .watching) {
                try caller.client.server(42, by: caller.in60Seconds())
            }
        }
        #expect(error.kind == .overBudget)
        #expect(caller.pauses.isEmpty)
    }

    @Test func `a purpose applies to its body only, also when the body throws`() throws {
        let caller = Caller(
            [Exchange("GET /servers/42", 404, Fixture.error("not_found")), found], refusals: 0)
        #expect(throws: HetznerError.self) {
            try caller.client.calling(for: .deletion) {
                try caller.client.server(42, by: caller.in60Seconds())
            }
        }
        _ = try caller.client.server(42, by: caller.in60Seconds())
        #expect(caller.budget.asked == [.deletion, .creation])
    }

    @Test func `each repetition asks the budget again`() throws {
        let caller = Caller([Exchange("GET /servers/42", 503, "<html>"), found], refusals: 0)
        _ = try caller.client.server(42, by: caller.in60Seconds())
        #expect(caller.budget.asked.count == 2)
    }

    @Test func `reports the rate limit of each response to the budget, also after a failure`() throws {
        let limits = [
            ("RateLimit-Limit", "3600"), ("RateLimit-Remaining", "7"), ("RateLimit-Reset", "1795222923"),
        ]
        let caller = Caller(
            [Exchange("GET /servers/42", 404, Fixture.error("not_found"), headers: limits)], refusals: 0)
        #expect(throws: HetznerError.self) { try caller.client.server(42, by: caller.in60Seconds()) }
        #expect(caller.budget.recorded.map(\.remaining) == [7])
    }
}
