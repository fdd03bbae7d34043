import Testing

@testable import SimulatedMachine

@Suite struct MachineSpecificationTests {
    @Test(arguments: ["a", "rachel-cloud-7", "a.b.c", "0", String(repeating: "x", count: 64)])
    func `accepts host names`(name: String) throws {
        try MachineSpecification.check(name: name)
    }

    @Test(arguments: [
        "", ".", "..", "a/b", "-a", "a-", "a..b", "ü", "a b", String(repeating: "x", count: 65),
    ])
    func `refuses other names`(name: String) {
        #expect(throws: MachineError.self) { try MachineSpecification.check(name: name) }
    }
}
