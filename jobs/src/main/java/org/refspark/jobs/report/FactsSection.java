package org.refspark.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.train.LedgerPage;
import org.refspark.jobs.train.RunRecord;

/** What was learnt from, how, and with which versions. */
final class FactsSection {
  private FactsSection() {}

  /** The data set that was learnt from. */
  static String data(RunRecord run) {
    var data = run.data();
    return list(
        Map.entry("Data set", data.dataSet() + ", split " + data.split()),
        Map.entry("Pictures", Html.format("%,d", data.pictures())),
        Map.entry("Expressions", Html.format("%,d", data.expressions())),
        Map.entry("Categories", String.join(", ", data.categories())),
        Map.entry("Vocabulary", Html.format("%,d words", data.vocabulary().size())),
        Map.entry("Shards", data.place()),
        Map.entry("Hash", data.hash()));
  }

  /** How far training went. */
  static String training(List<LedgerPage> pages) {
    if (pages.isEmpty()) {
      return "";
    }
    var last = pages.get(pages.size() - 1);
    double seconds = pages.stream().mapToDouble(page -> page.timing().seconds()).sum();
    long examples = pages.stream().mapToLong(LedgerPage::examples).sum();
    return list(
        Map.entry("Rounds", Html.format("%,d", last.round())),
        Map.entry("Workers", Html.format("%,d", last.workers().size())),
        Map.entry("Optimiser steps", Html.format("%,d", last.iteration() + last.steps())),
        Map.entry("Epochs begun", Html.format("%,d", last.epoch() + 1)),
        Map.entry("Examples", Html.format("%,d", examples)),
        Map.entry("Time in rounds", Html.time(seconds)),
        Map.entry("Examples per second", Html.format("%.1f", examples / Math.max(1e-9, seconds))));
  }

  /** All settings, by key. */
  static String configuration(RunRecord run) {
    var values = new TreeMap<String, String>();
    flatten("", run.configuration(), values);
    run.versions().forEach((name, version) -> values.put("version of " + name, version));
    var html = new StringBuilder("<details><summary>All settings and versions</summary>");
    html.append("<dl class=\"keys\">");
    values.forEach((key, value) -> html.append(entry(key, value)));
    return html.append("</dl></details>").toString();
  }

  @SafeVarargs
  private static String list(Map.Entry<String, String>... entries) {
    var html = new StringBuilder("<dl class=\"facts\">");
    for (var entry : entries) {
      html.append("<div>").append(entry(entry.getKey(), entry.getValue())).append("</div>");
    }
    return html.append("</dl>").toString();
  }

  private static String entry(String key, String value) {
    return Html.format("<dt>%s</dt><dd>%s</dd>", Html.text(key), Html.text(value));
  }

  /** Single settings by their dotted keys. */
  static void flatten(String key, JsonNode value, Map<String, String> into) {
    if (value.isObject()) {
      var prefix = key.isEmpty() ? "" : key + ".";
      value.fields().forEachRemaining(f -> flatten(prefix + f.getKey(), f.getValue(), into));
    } else {
      into.put(key, value.isTextual() ? value.textValue() : value.toString());
    }
  }
}
