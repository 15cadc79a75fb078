package io.tidemark.jepsen.report;

/** The frame of every page. */
final class Page {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1440px;padding:0 1.5rem;color:#222;background:#fff}
      h1{font-size:1.4rem;font-weight:600} a{color:#1a5fb4} p{max-width:60rem;color:#444}
      table{border-collapse:collapse;width:100%} th,td{text-align:left;padding:.35rem .7rem;border-bottom:1px solid #e4e4e4;vertical-align:top}
      th{font-weight:600;color:#555} td.number{text-align:right;font-variant-numeric:tabular-nums}
      .valid{color:#187a2f;font-weight:600} .invalid{color:#c01c28;font-weight:600} .unknown{color:#b56a00;font-weight:600}
      code{font:13px ui-monospace,monospace;background:#f5f5f5;padding:.1em .3em;border-radius:3px} ul.violations{color:#c01c28;margin:.2rem 0}
      img{max-width:100%;border:1px solid #eee;margin:.5rem 0} .wide{overflow-x:auto;border:1px solid #e4e4e4}
      rect.ok{fill:#57a95b} rect.fail{fill:#d7263d} rect.info{fill:#f39c12} rect.after{fill:#fbeeee} rect.cause{fill:#efc4c4} rect.hurt{fill:#f6d8d8}
      text{font:11px system-ui,sans-serif;fill:#555} text.node{font-weight:600;font-size:13px} text.fault{fill:#9b3030;font-size:10px}
      """;

  private Page() {}

  static String of(String title, String body) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>%s</title><style>%s</style></head>
    <body><h1>%s</h1>
    %s
    </body></html>
    """
        .formatted(escaped(title), STYLE, escaped(title), body);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
