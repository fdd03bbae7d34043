import Foundation
import Testing

@testable import RachelCloud

struct HTTPDateTests {
    @Test func `the standard's own example is read`() {
        #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
    }

    @Test(arguments: ["", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT"])
    func `anything else is no date`(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}
