import Testing

@testable import SimulatedMachine

@Suite struct TimeSpanTests {
    @Test(arguments: [
        ("5", Duration.seconds(5)), ("100ms", .milliseconds(100)), ("1min 30s", .seconds(90)),
        ("2h", .seconds(7200)),
        ("0.5s", .milliseconds(500)), ("infinity", TimeSpan.infinity),
    ])
    func `parses time spans`(text: String, length: Duration) {
        #expect(TimeSpan.parse(text) == length)
    }

    @Test(arguments: ["", "soon", "5 parsecs", "-1"])
    func `refuses anything else`(text: String) {
        #expect(TimeSpan.parse(text) == nil)
    }
}
