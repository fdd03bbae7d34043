import HTTP
import Testing

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
    func `writes the origin as browsers do`(text: String, origin: String) throws {
        let url = try #require(BaseURL(site: text))
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
    func `refuses text that is no address of a site`(text: String) {
        #expect(BaseURL(site: text) == nil)
    }

    @Test(arguments: [
        ("https://API.example.org/v1/", "https://api.example.org/v1"),
        ("https://api.example.org:443/V1", "https://api.example.org:443/V1"),
        ("http://[FD00::7]:80//", "http://[fd00::7]:80"),
    ])
    func `writes the text as given, without slashes at the end`(given: String, text: String) throws {
        #expect(try #require(BaseURL(given)).text == text)
    }

    @Test(arguments: [
        "https://h/a?b", "https://h/a#b", "https://h/a b", "https://h/'", "https://u@h/a", "https://h:+80/a",
        "https://\(String(repeating: "a", count: 493))", "https://[192.0.2.7]/",
    ])
    func `refuses text that is no address of an API`(text: String) {
        #expect(BaseURL(text) == nil)
    }

    @Test(arguments: [
        ("https://h", true), ("http://h", false), ("http://localhost", true), ("http://127.0.0.1", true),
        ("http://172.31.0.1", true), ("http://172.32.0.1", false), ("http://192.168.1.1", true),
        ("http://203.0.113.7", false), ("http://[::1]", true), ("http://[fd00::1]", true),
        ("http://[2001:db8::1]", false),
    ])
    func `calls plain http safe on loopback and private addresses only`(text: String, isSafe: Bool) throws {
        #expect(try #require(BaseURL(text)).isSafe == isSafe)
    }
}
