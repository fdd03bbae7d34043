import HTTP
import Testing

@testable import Web

struct CrossOriginCheckTests {
    private let check = CrossOriginCheck(origin: "https://cloud.example.org")

    private func isAccepted(_ headers: [(String, String)]) -> Bool {
        do throws(HTTPProblem) {
            try check.require(Request(method: .post, path: "/deploy", headers: Headers(headers)))
            return true
        } catch {
            #expect(error.code == "cross_origin")
            return false
        }
    }

    @Test func `our own pages and clients that are no browsers are accepted`() {
        #expect(isAccepted([]))
        #expect(isAccepted([("Origin", "https://cloud.example.org")]))
        #expect(isAccepted([("Sec-Fetch-Site", "same-origin"), ("Origin", "https://cloud.example.org")]))
        // A browser that reached us by another name of this very host says so itself.
        #expect(isAccepted([("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost:8080")]))
        #expect(isAccepted([("Sec-Fetch-Site", "none")]))
    }

    @Test(arguments: [
        "https://evil.example", "null", "", "http://cloud.example.org", "https://cloud.example.org:8443",
        "https://cloud.example.org.evil.example", "https://CLOUD.example.org",
    ])
    func `another origin is refused`(origin: String) {
        #expect(!isAccepted([("Origin", origin)]))
    }

    @Test(arguments: ["cross-site", "same-site", "", "Same-Origin"])
    func `what a browser calls another site is refused, whatever its origin says`(site: String) {
        #expect(!isAccepted([("Sec-Fetch-Site", site), ("Origin", "https://cloud.example.org")]))
    }
}
