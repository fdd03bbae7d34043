import SeededRandom
import Testing

@testable import Simulation

/// The shrinker finds what a failure needs, without knowing why it does.
@Suite struct ShrinkerTests {
    /// A plan of 200 acts of six customers and the operator, and of 300 choices of four kinds.
    private func plan() -> RunPlan {
        var plan = RunPlan(seed: 1)
        plan.acts = (0..<200).map { number in
            let actor = number % 7 == 6 ? "op" : "c\(number % 7 + 1)"
            return PlannedAct(
                name: "\(actor).\(number)", at: .seconds(number * 5_000), act: .view, number: UInt64(number))
        }
        plan.choices = (0..<300).map { number in
            let value = ["kill", "pause 30", "late 61000", "lost-answer:call=* *"][number % 4]
            return Decisions.Choice(name: "c1.job1.1 apiSend \(number)", value: value)
        }
        return plan
    }

    /// Shrinks the plan, which fails as long as it has these acts and choices.
    private func shrunk(acts: Set<UInt64>, choices: Set<String>, limit: Int = 400) throws -> Shrinker {
        var shrinker = Shrinker(plan(), limit: limit) { plan in
            acts.isSubset(of: plan.acts.map(\.number))
                && choices.isSubset(of: (plan.choices ?? []).map(\.name))
        }
        try shrinker.run()
        return shrinker
    }

    @Test func `finds the pair of an act and a choice`() throws {
        let shrinker = try shrunk(acts: [123], choices: ["c1.job1.1 apiSend 217"])
        #expect(shrinker.smallest.acts.map(\.number) == [123])
        #expect(shrinker.smallest.choices?.map(\.name) == ["c1.job1.1 apiSend 217"])
        #expect(shrinker.runs < 120)
        #expect(!shrinker.isAtLimit)
    }

    @Test func `finds what lies far apart, in its order`() throws {
        let shrinker = try shrunk(
            acts: [3, 77, 199], choices: ["c1.job1.1 apiSend 0", "c1.job1.1 apiSend 299"])
        #expect(shrinker.smallest.acts.map(\.number) == [3, 77, 199])
        #expect(
            shrinker.smallest.choices?.map(\.name) == ["c1.job1.1 apiSend 0", "c1.job1.1 apiSend 299"])
        #expect(shrinker.runs < 250)
    }

    @Test func `a failure that needs nothing becomes an empty plan`() throws {
        let shrinker = try shrunk(acts: [], choices: [])
        #expect(shrinker.smallest.acts.isEmpty)
        #expect(shrinker.smallest.choices == [])
        #expect(shrinker.smallest.size.customers == 1)
        #expect(shrinker.smallest.size.days == 1)
        #expect(shrinker.runs < 10)
    }

    @Test func `customers and days stay as many as the acts need`() throws {
        // Act 123 is the fifth customer's, on the eighth day.
        let size = try shrunk(acts: [123], choices: []).smallest.size
        #expect(size.customers == 5)
        #expect(size.days == 8)
    }

    @Test func `what only one of two acts is needed for loses the other`() throws {
        var shrinker = Shrinker(plan(), limit: 400) { plan in
            plan.acts.contains { $0.number == 20 || $0.number == 180 }
        }
        try shrinker.run()
        #expect(shrinker.smallest.acts.count == 1)
    }

    @Test func `stops at the limit with what it has`() throws {
        let shrinker = try shrunk(acts: [123], choices: ["c1.job1.1 apiSend 217"], limit: 12)
        #expect(shrinker.runs == 12)
        #expect(shrinker.isAtLimit)
        #expect(shrinker.smallest.acts.contains { $0.number == 123 })
        #expect(shrinker.smallest.acts.count < 200)
    }
}
