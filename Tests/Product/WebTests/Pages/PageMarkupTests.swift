import Foundation
import HTTP
import Mustache
import ProductSupport
import Store
import TestSupport
import Testing

@testable import Web

/// Properties of every page in every state. The site of these tests refuses names that a page does not have, so a
/// page that renders proves that its template uses no unknown name.
struct PageMarkupTests {
    /// Every page by the name of its template, with the state behind a comma.
    static func pages() throws -> [(name: String, html: String)] {
        try signedOutPages() + newUsersPages() + customersPages() + unavailablePages()
    }

    private static func unavailablePages() throws -> [(name: String, html: String)] {
        let site = try TestSite()
        let request = { Request(method: $0, path: "/onboarding") }
        return try [Method.get, .post].map { method in
            var body: [UInt8] = []
            let response = RouteResponse.problem(.temporarilyUnavailable(request(method)), as: .html)
            _ = try site.handler.write(response, for: WebRequest(anonymous: request(method)), into: &body)
            return ("error, unavailable \(method.name)", String(decoding: body, as: UTF8.self))
        }
    }

    private static func signedOutPages() throws -> [(name: String, html: String)] {
        let browser = try TestSite().browser()
        return [
            ("landing", browser.open("/").body), ("error", browser.open("/nowhere").body),
            ("sign-in", browser.open("/sign-in").body),
            ("sign-in, invalid", browser.submit("/sign-in", ["email": "x"]).body),
            ("sign-in, expired", browser.post("/sign-in", []).body),
            ("sign-up", browser.open("/sign-up").body),
            ("sign-up, invalid", browser.submit("/sign-up", ["email": "x"]).body),
            ("landing, closed", try TestSite { $0.signUp = .closed }.browser().open("/").body),
        ]
    }

    private static func newUsersPages() throws -> [(name: String, html: String)] {
        let site = try TestSite()
        let browser = try site.browser(of: site.newcomer())
        return [
            ("dashboard, no subscription", browser.open("/dashboard").body),
            ("subscription", browser.open("/subscription").body),
            ("onboarding", browser.open("/onboarding").body),
            ("onboarding, invalid", browser.submit("/onboarding").body),
            ("landing, signed in", browser.open("/").body),
            ("error, signed in", browser.open("/nowhere").body),
        ]
    }

    private static func customersPages() throws -> [(name: String, html: String)] {
        let site = try TestSite()
        let (idle, busy) = (try site.customer(), try site.customer(email: "bea@example.org"))
        let idleBrowser = try site.browser(of: idle)
        let busyBrowser = try site.browser(of: busy)
        var pages = [
            ("dashboard, idle", idleBrowser.open("/dashboard").body),
            ("onboarding, done", idleBrowser.open("/onboarding").body),
        ]
        let lease = try site.deploy(of: busy)
        try site.awaitSetUp(under: lease)
        site.advance(.seconds(200))
        let wait = JobWait(code: .soldOut, until: site.store.now)
        try site.store.recordRetry(of: .awaitSetUp, detail: "", waiting: wait, under: lease)
        pages.append(("dashboard, waiting", busyBrowser.open("/dashboard").body))
        try site.store.recordRetry(of: .awaitSetUp, detail: "", under: lease)
        pages.append(("dashboard, deploying", busyBrowser.open("/dashboard").body))
        pages.append(("cancel-deploy", busyBrowser.open("/cancel-deploy").body))
        try site.store.turnToUndo(from: .awaitSetUp, failureCode: .internalError, detail: "", under: lease)
        pages.append(("dashboard, cleaning up", busyBrowser.open("/dashboard").body))
        let queuing = try TestSite { $0.maxJobs = 0 }
        let queuedBrowser = try queuing.browser(of: queuing.customer())
        _ = queuedBrowser.open("/dashboard")
        _ = queuedBrowser.submit("/deploy")
        pages.append(("dashboard, queued", queuedBrowser.open("/dashboard").body))
        try queuing.store.observe(because: "operator only")
        let refusedBrowser = try queuing.browser(of: queuing.customer(email: "bea@example.org"))
        pages.append(("dashboard, observing", refusedBrowser.open("/dashboard").body))
        let failed = try TestSite()
        let failedBrowser = try failed.browser(of: failed.failedCustomer())
        pages.append(("dashboard, failed", failedBrowser.open("/dashboard").body))
        let ready = try TestSite()
        let owner = try ready.readyCustomer()
        let readyBrowser = try ready.browser(of: owner)
        try ready.store.startGracePeriod(of: owner, until: ready.store.now, by: .operator)
        pages.append(("dashboard, ready", readyBrowser.open("/dashboard").body))
        pages.append(("delete-server", readyBrowser.open("/delete-server").body))
        _ = readyBrowser.submit("/delete-server")
        ready.advance(.seconds(6))
        pages.append(("dashboard, deleting", readyBrowser.open("/dashboard").body))
        return pages
    }

    @Test func `these pages include every template`() throws {
        let names = try Self.pages().map { String($0.name.prefix { $0 != "," }) }
        #expect(Set(names) == Set(PageTemplate.allCases.map(\.rawValue)))
    }

    @Test func `tags nest, and a page has one main part, one first heading and a link past the layout`()
        throws
    {
        for (name, html) in try Self.pages() {
            let markup = Markup(html)
            #expect(markup.nestingErrors.isEmpty, "\(name)")
            #expect(markup.named("h1").count == 1, "\(name)")
            #expect(markup.named("main").map { $0["id"] } == ["main"], "\(name)")
            #expect(html.contains("<a class=\"skip\" href=\"#main\">"), "\(name)")
            #expect(html.hasPrefix("<!doctype html>\n<html lang=\"en\">"), "\(name)")
            #expect(markup.named("title").count == 1, "\(name)")
        }
    }

    @Test func `every page works under the strictest content security policy`() throws {
        for (name, html) in try Self.pages() {
            let markup = Markup(html)
            #expect(markup.named("script").isEmpty, "\(name)")
            #expect(markup.named("style").isEmpty, "\(name)")
            for element in markup.elements {
                #expect(element["style"] == nil, "\(name)")
                #expect(!element.attributes.contains { $0.name.hasPrefix("on") }, "\(name)")
            }
            let targets = markup.values("href") + markup.values("src") + markup.values("action")
            #expect(targets.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("#") }, "\(name)")
            #expect(targets.allSatisfy { !$0.hasPrefix("//") }, "\(name)")
        }
    }

    @Test func `every field has a label, and every referenced id exists once`() throws {
        for (name, html) in try Self.pages() {
            let markup = Markup(html)
            let ids = markup.values("id")
            #expect(Set(ids).count == ids.count, "\(name)")
            let fields = (markup.named("input") + markup.named("textarea")).filter { $0["type"] != "hidden" }
            #expect(fields.compactMap { $0["id"] } == markup.values("for"), "\(name)")
            let described = (markup.values("aria-describedby") + markup.values("aria-labelledby"))
                .flatMap { $0.split(separator: " ").map(String.init) }
            let inner = markup.values("href").filter { $0.hasPrefix("#") }.map { String($0.dropFirst()) }
            #expect(Set(described + inner).isSubset(of: ids), "\(name)")
        }
    }

    @Test func `every form posts a token by POST`() throws {
        for (name, html) in try Self.pages() {
            for form in html.split(separator: "<form ").dropFirst() {
                #expect(form.contains("method=\"post\""), "\(name)")
                let token = form.split(separator: "name=\"csrf_token\" value=\"").dropFirst().first?.prefix {
                    $0 != "\""
                }
                #expect(token?.utf8.count == 43, "\(name)")
            }
        }
    }

    @Test func `a page reloads itself only while work is in progress or it can't be shown`() throws {
        for (name, html) in try Self.pages() {
            let isAtWork = [
                "deploying", "queued", "waiting", "cleaning up", "deleting", "unavailable GET",
            ].contains(where: name.hasSuffix)
            #expect(html.contains("http-equiv=\"refresh\"") == isAtWork, "\(name)")
        }
    }

    @Test func `every template escapes all values`() throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: TestSite.templates) {
            let text = try String(contentsOfFile: TestSite.templates + "/" + file, encoding: .utf8)
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(file)")
        }
    }

    @Test func `refuses a library that lacks a page's template`() throws {
        let directory = try TemporaryDirectory()
        let site = try TestSite()
        #expect(throws: TemplateError.self) {
            try WebHandler(
                store: site.store, templates: TemplateLibrary(directory: directory.url.path),
                settings: site.handler.settings, log: site.log.logger, launch: site.calls.launch)
        }
    }
}
