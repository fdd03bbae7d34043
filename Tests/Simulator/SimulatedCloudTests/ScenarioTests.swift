import SimulatedCloud
import SimulatorFaults
import Testing

struct ScenarioTests {
    @Test func `every scenario has a unique name, an explanation and valid faults`() throws {
        #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
        for scenario in Scenario.all {
            #expect(!scenario.explanation.isEmpty)
            #expect(!scenario.faults.isEmpty)
            for fault in scenario.faults { _ = try FaultInjection(fault) }
        }
    }

    @Test func `every fault is part of a scenario`() throws {
        let played = try Set(Scenario.all.flatMap { try $0.faults.map { try FaultInjection($0).fault } })
        #expect(played == Set(Fault.allCases))
    }

    @Test func `a scenario is found by its name`() {
        #expect(Scenario.named("sold-out")?.faults == ["sold-out:type=cx23,location=nbg1"])
        #expect(Scenario.named("nope") == nil)
    }

    @Test func `a file has one fault a line, and comments and blank lines are ignored`() throws {
        let scenario = try Scenario(
            name: "bad day",
            file: """
                # First the answer is lost,
                lost-answer:call=POST /servers,times=1

                  unavailable:share=10
                """)
        #expect(scenario.faults == ["lost-answer:call=POST /servers,times=1", "unavailable:share=10"])
    }

    @Test func `a malformed line is named`() {
        #expect(throws: FaultInjection.Malformed(description: "day, line 2: there is no fault named 'nope'"))
        {
            try Scenario(name: "day", file: "slow\nnope\n")
        }
    }
}
