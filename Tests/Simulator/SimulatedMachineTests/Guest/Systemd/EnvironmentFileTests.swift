import Testing

@testable import SimulatedMachine

@Suite struct EnvironmentFileTests {
    @Test func `reads assignments without comments and quotes`() {
        let text = "# note\nA=1\nexport B='two words'\n C = \"x\" \n;D=4\nno assignment\nE=\nF=a=b\n"
        let assignments = EnvironmentFile(text).assignments
        #expect(assignments.map(\.name) == ["A", "B", "C", "E", "F"])
        #expect(assignments.map(\.value) == ["1", "two words", "x", "", "a=b"])
    }
}
