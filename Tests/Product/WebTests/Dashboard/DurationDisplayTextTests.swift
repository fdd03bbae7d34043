import Testing
import Time

@testable import Web

struct DurationDisplayTextTests {
    @Test(arguments: [
        (0, "0.0 s"), (40, "0.0 s"), (950, "0.9 s"), (9_999, "9.9 s"), (10_000, "10 s"), (59_999, "59 s"),
        (60_000, "1 min 0 s"), (72_400, "1 min 12 s"), (3_599_999, "59 min 59 s"), (3_900_000, "1 h 5 min"),
        (-5_000, "0.0 s"),
    ])
    func `a longer duration is written less exactly`(milliseconds: Int, displayText: String) {
        #expect(Duration.milliseconds(milliseconds).displayText == displayText)
    }
}
