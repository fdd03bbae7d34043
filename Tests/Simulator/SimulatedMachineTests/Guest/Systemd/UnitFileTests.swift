import Testing

@testable import SimulatedMachine

@Suite struct UnitFileTests {
    @Test func `reads sections, settings, comments and joined lines`() {
        let unit = UnitFile(
            """
            # a comment
            [Unit]
            Description = Rachel \\
              and friends
            ; another
            [Service]
            ExecStart=/bin/true
            """, name: "a.service")
        #expect(
            unit.settings == [
                .init(section: "Unit", key: "Description", value: "Rachel  and friends"),
                .init(section: "Service", key: "ExecStart", value: "/bin/true"),
            ])
        #expect(unit.warnings.isEmpty)
    }

    @Test func `warns of invalid lines with their number`() {
        let unit = UnitFile("Lost=1\n[Service]\nnonsense\n", name: "a.service")
        #expect(unit.settings.isEmpty)
        #expect(unit.warnings.count == 2)
        #expect(unit.warnings.last?.hasPrefix("a.service:3: ") == true)
    }
}
