import Testing

@testable import SimulatedMachine

@Suite struct SystemctlOptionsTests {
    @Test func `parses options, verb and units`() throws {
        let options = try SystemctlOptions([
            "show", "--value", "-p", "MainPID,Result", "--property=NRestarts", "rachel8",
        ])
        #expect(options.verb == "show" && options.printsOnlyValues)
        #expect(options.properties == ["MainPID", "Result", "NRestarts"])
        #expect(options.units == ["rachel8.service"])
        let enabling = try SystemctlOptions(["enable", "--now", "--quiet", "a.service", "--no-pager"])
        #expect(enabling.isNow && enabling.isQuiet && enabling.units == ["a.service"])
    }

    @Test func `refuses an unknown option`() {
        #expect(throws: MachineError("systemctl: unrecognized option '--frobnicate'")) {
            try SystemctlOptions(["start", "--frobnicate"])
        }
    }
}
