import Testing
import Web

struct BaseURLTests {
    @Test(arguments: [
        ("https://cloud.example.org", "https://cloud.example.org"),
        ("https://Cloud.Example.ORG/", "https://cloud.example.org"),
        ("https://cloud.example.org:443", "https://cloud.example.org"),
        ("https://cloud.example.org:8443/", "https://cloud.example.org:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:80/", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://[fd00::7]", "http://[fd00::7]"),
    ])
    func `the origin is written as browsers write it`(text: String, origin: String) throws {
        let url = try #require(BaseURL(text))
        #expect(url.origin == origin)
        #expect(url.isSecure == origin.hasPrefix("https"))
    }

    @Test(arguments: [
        "", "cloud.example.org", "ftp://cloud.example.org", "https://", "https:///", "https://:443",
        "https://cloud.example.org/app", "https://cloud.example.org?x", "https://ada@cloud.example.org",
        "https://cloud.example.org:", "https://cloud.example.org:0", "https://cloud.example.org:65536",
        "https://cloud.example.org:8o", "https://cloud example.org", "https://[::1", "https://[zz]",
        "https://[::1]8080",
    ])
    func `what is no address of a site is refused`(text: String) {
        #expect(BaseURL(text) == nil)
    }
}
