import Foundation
import TestSupport
import Testing

@Suite struct ProductionSiteTests {
    private let site: ProductionSite

    init() throws {
        site = try ProductionSite()
    }

    @Test func `nginx accepts the file without a warning`() throws {
        let text = try ShippedSiteFile.http(
            in: site.directory, sockets: site.directory.url.path, port: try FreePort.find(),
            securePort: try FreePort.find())
        #expect(try NginxServer.errorText(http: text) == nil)
    }

    @Test(arguments: ["/", "/sign-in?next=/dashboard", "/a%20b"])
    func `plain HTTP redirects to HTTPS of our own host`(target: String) throws {
        let reply = try site.nginx.send("GET", target, headers: ["X-Forwarded-Host: elsewhere.example"])
        #expect(reply.status == 301)
        #expect(reply["location"] == "https://rachel.example\(target)")
    }

    @Test func `serves certificate challenges over plain HTTP`() throws {
        let directory = site.directory.path("acme/.well-known/acme-challenge")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try "proof".write(toFile: directory + "/token", atomically: true, encoding: .utf8)
        #expect(try site.nginx.send("GET", "/.well-known/acme-challenge/token").text == "proof")
    }

    @Test func `serves pages over HTTP/2 and TLS 1.3, and tells the responder`() throws {
        let run = try site.curl(["-w", "\n%{http_version} %{scheme}", site.url("/")])
        #expect(run.output.contains("secure=true"))
        #expect(run.output.hasSuffix("\n2 HTTPS") || run.output.hasSuffix("\n2 https"))
    }

    @Test(arguments: ["--tls-max 1.0", "--tls-max 1.1"])
    func `refuses old TLS versions`(option: String) throws {
        let options = option.split(separator: " ").map(String.init) + ["--ciphers", "DEFAULT:@SECLEVEL=0"]
        #expect(try site.curl(options + [site.url("/")]).status == 35)
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `resumes the TLS session of a returning browser`(version: String) throws {
        let session = site.directory.path("session")
        #expect(try site.handshake(version, "-sess_out", session).contains("\nNew, TLSv1."))
        #expect(try site.handshake(version, "-sess_in", session).contains("\nReused, TLSv1."))
    }

    @Test func `rejects a handshake for another host name`() throws {
        let other = site.url("/", host: "127.0.0.1")
        #expect(try site.curl(["--insecure", other]).status == 35)
    }

    @Test func `accepts a form of 64 KiB without a temporary file`() throws {
        let file = try site.directory.largeFile(bytes: 65_536)
        let reply = try site.get("/body", "--data-binary", "@" + file)
        #expect(reply.status == 200)
        #expect(reply.body.count == 65_536)
        #expect(try !site.log("rachel-cloud.error.log").contains("temporary file"))
    }

    @Test(arguments: [
        ("/", "text/html,*/*", "text/html"), ("/", "application/json", "application/json"),
        ("/", "text/html,application/json", "text/html"), ("/", "*/*", "text/html"),
        ("/api/provision/deploy", "text/html", "application/json"),
        ("/healthz", "*/*", "application/json"),
    ])
    func `errors are HTML for browsers and JSON for programs`(
        target: String, accept: String, type: String
    ) throws {
        let file = try site.directory.largeFile(bytes: 65_537)
        let tooLarge = try site.get(target, "--data-binary", "@" + file, "-H", "Accept: \(accept)")
        #expect(tooLarge.status == 413)
        #expect(tooLarge["content-type"] == type)
        #expect(tooLarge.text.contains("What was sent is larger than anything this site takes."))
        #expect(tooLarge["cache-control"] == nil)
        try site.stopResponder()
        let unavailable = try site.get(target, "-H", "Accept: \(accept)")
        #expect(unavailable.status == 503)
        #expect(unavailable["content-type"] == type)
        #expect(unavailable.text.contains("This takes a minute at most."))
        #expect(unavailable.all("retry-after") == ["10"])
    }

    @Test func `files are cached for five minutes and revalidated by ETag`() throws {
        let file = try site.get("/static/style.css")
        #expect(file.all("cache-control") == ["public, max-age=300"])
        #expect(file["content-type"] == "text/css")
        let tag = try #require(file["etag"])
        let again = try site.get("/static/style.css", "-H", "If-None-Match: \(tag)")
        #expect(again.status == 304)
        #expect(again.all("cache-control") == ["public, max-age=300"])
        #expect(try site.get("/static/none")["cache-control"] == nil)
    }

    @Test func `the responder alone sets the caching of its pages`() throws {
        #expect(try site.get("/page").all("cache-control") == ["no-store"])
    }

    @Test func `files are compressed, pages are not`() throws {
        let accept = "Accept-Encoding: gzip"
        #expect(try site.curl(["-I", "-H", accept, site.url("/static/style.css")]).output.contains("gzip"))
        #expect(try !site.curl(["-I", "-H", accept, site.url("/page")]).output.contains("gzip"))
    }

    @Test func `a restart with a second responder refuses no request`() throws {
        let release = site.directory.path("release")
        let running = try ChildProgram(
            "/usr/bin/curl",
            [
                "-sS", "--cacert", site.directory.path("fullchain.pem"), "-o", "/dev/null", "-w",
                "%{http_code}",
                "--connect-to", "rachel.example:443:\(site.url("", host: "127.0.0.1").dropFirst(8))",
                "https://rachel.example/until?\(release)",
            ])
        try #require(try site.responder.waitForOutput("waiting"))
        let second = try site.startSecondResponder()
        site.responder.signal(SIGTERM)
        try #require(try site.responder.waitForOutput("event=responder.stopping"))
        #expect(try site.statuses(40, "/") == [200: 40])
        #expect(try site.get("/body", "-d", "posted").text == "posted")
        #expect(FileManager.default.createFile(atPath: release, contents: nil))
        #expect(try running.waitForOutput("200"))
        #expect(site.responder.waitForExit() == 0)
        #expect(try second.log().contains("path=/body status=200"))
    }
}
