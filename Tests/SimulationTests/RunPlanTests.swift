import SeededRandom
import Testing

@testable import Simulation

/// A recorded run is a text that a person reads and edits.
@Suite struct RunPlanTests {
    @Test func `a recorded plan is read as it was written`() throws {
        for seed in UInt64(0)..<20 {
            var random = SeededRandom(seed: seed)
            var plan = RunPlan(
                seed: random.next(), size: RunSize(customers: 1 + Int(seed % 7), days: 1 + Int64(seed % 15)),
                without: seed % 2 == 0 ? ["power-loss", "lost-answer"] : [])
            plan.choices = (0..<30).map { number in
                let value = random.pick([
                    "kill", "pause 17", "late 61000", "lost-answer:call=* *", "disk-full",
                ])
                return Decisions.Choice(name: "c\(number % 5).job1.1 apiSend \(number)", value: value)
            }
            let read = try RunPlan(text: plan.text)
            #expect(read.text == plan.text)
            #expect(read.seed == plan.seed)
            #expect(read.acts == plan.acts)
            #expect(!read.acts.isEmpty)
            #expect(read.choices == plan.choices)
            #expect(read.without == plan.without)
            #expect(read.size.customers == plan.size.customers)
            #expect(read.size.days == plan.size.days)
        }
    }

    @Test func `comments are no part of a plan`() throws {
        let plan = try RunPlan(text: "# ledger: a sentence\nseed 5\n# c1.1 at 1 pay 1\nc1.1 at 1000 pay 3\n")
        #expect(plan.seed == 5)
        #expect(plan.acts == [PlannedAct(name: "c1.1", at: .seconds(1), act: .pay, number: 3)])
    }

    @Test(arguments: ["seed 5\nnonsense", "c1.1 at 1000 pay 3", "seed five"])
    func `what is no plan is refused with its line`(text: String) {
        #expect(throws: RunPlan.Malformed.self) { try RunPlan(text: text) }
    }

    @Test func `a recorded run ends with its failure`() {
        let plan = RunPlan(seed: 3)
        let end = Duration.seconds(3 * 86_400 + 5)
        let recorded = plan.recorded([], until: end)
        #expect(recorded.size.days == 4)
        #expect(recorded.acts == plan.acts.filter { $0.at <= end })
        #expect(plan.recorded([], until: .seconds(16 * 86_400)).size.days == 14)
    }

    @Test func `a line of the trace has its time`() {
        let time = Duration.milliseconds(273_904_567)
        let line = "17 \(Trace.display(time)) main GET /healthz 200 #1f"
        #expect(Trace.time(ofLine: line) == time)
        #expect(Trace.time(ofLine: "stack of something") == nil)
    }
}
