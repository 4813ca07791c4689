package org.refspark.data.refer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.data.DataFormatException;
import org.refspark.data.MemoryFiles;
import org.refspark.data.Reasons;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Picture;
import org.refspark.data.image.Pictures;

class ReferReaderTest {
  private static final String PICTURES = "images/train2014/";
  private static final String SQUARE = "'iscrowd':0,'segmentation':[[0,0,2,0,2,2,0,2]]";

  @ParameterizedTest
  @CsvSource({
    "train, train, true",
    "train, testA, false",
    "val, val, true",
    "val, validation, false",
    "testA, testA, true",
    "testA, testAB, true",
    "testA, testB, false",
    "testB, testAB, true",
    "testC, testBC, true",
    "test, testA, true",
    "test, test, true",
    "test, val, false",
    "testAB, testAB, true",
    "testAB, testA, false"
  })
  void aSplitIsAskedForByThePublishedRules(String asked, String published, boolean matches) {
    assertEquals(matches, SplitName.matches(asked, published));
  }

  @Test
  void sentencesOfOneReferenceHaveOneReferent() throws IOException {
    var files = files(object(7, SQUARE), reference(3, "7", "left", "the left") + reference(4, "7"));
    var expressions = read(files).expressions();
    assertEquals(
        List.of("left", "the left", "it"), expressions.stream().map(e -> e.text()).toList());
    assertEquals(
        List.of("val/1#0", "val/1#1", "val/1#2"), expressions.stream().map(e -> e.id()).toList());
    assertEquals(expressions.get(0).referent(), expressions.get(1).referent());
    assertTrue(!expressions.get(0).referent().equals(expressions.get(2).referent()));
    assertEquals(List.of(0), expressions.get(2).targets());
  }

  @Test
  void partsOfAnOutlineAreUnitedAndFourNumbersAreABox() throws IOException {
    assertEquals(4, area("'segmentation':[[0,0,2,0,2,2,0,2],[0,0,2,0,2,2,0,2]]"));
    assertEquals(6, area("'segmentation':[[0,0,2,3]]"));
  }

  @Test
  void groupsAreInstancesOnlyWhereTheyAreMeant() throws IOException {
    String group = "'iscrowd':1,'segmentation':{'size':[4,5],'counts':[0,4,16]}";
    var unmeant = read(files(object(7, SQUARE) + "," + object(8, group), reference(1, "7")));
    assertEquals(1, unmeant.instances().size());
    var meant = read(files(object(8, group) + "," + object(7, SQUARE), reference(1, "8")));
    assertEquals(2, meant.instances().size());
    assertEquals(4, meant.instances().get(0).mask().area());
    assertEquals(List.of(0), meant.expressions().get(0).targets());
  }

  @Test
  void outlinesWithoutAPixelAreLeftOutUnlessTheyAreMeant() throws IOException {
    String speck = "'segmentation':[[1.1,1.1,1.2,1.1,1.2,1.2]]";
    var objects = object(6, speck) + "," + object(7, SQUARE);
    var image = read(files(objects, reference(1, "7")));
    assertEquals(1, image.instances().size());
    assertEquals(List.of(0), image.expressions().get(0).targets());
    assertFault(Reasons.EMPTY_MASK, "annotation 6 of image 1", objects, reference(1, "6"));
  }

  @Test
  void damagedObjectsAreLeftOutUnlessTheyAreMeant() throws IOException {
    String unlisted = object(6, SQUARE).replace("'category_id':3", "'category_id':4");
    for (var damaged :
        List.of(
            object(6, "'segmentation':[[0,0,2,0,2,2,0]]"),
            object(6, "'segmentation':[]"),
            object(6, "'iscrowd':0"),
            object(6, "'segmentation':{'size':[9,9],'counts':[0,81]}"),
            unlisted)) {
      var image = read(files(damaged + "," + object(7, SQUARE), reference(1, "7")));
      assertEquals(1, image.instances().size(), damaged);
      assertEquals(4, image.instances().get(0).mask().area(), damaged);
      assertEquals(List.of(0), image.expressions().get(0).targets(), damaged);
    }
    var twice = object(6, SQUARE) + "," + object(6, SQUARE) + "," + object(7, SQUARE);
    assertEquals(List.of(1), read(files(twice, reference(1, "7"))).expressions().get(0).targets());
  }

  @Test
  void compressedRunsInAListAreRead() throws IOException {
    assertEquals(5, area("'segmentation':[{'size':[4,5],'counts':'?5'}]"));
  }

  @Test
  void picturesOfRefClefLieElsewhere() throws IOException {
    var files = MemoryFiles.empty();
    files.put("images/saiapr_tc-12/00/images/25.jpg", png(5, 4));
    files.put("refclef/refs(berkeley).p", pickle(reference(1, "7")));
    files.put("refclef/instances.json", instances("00/images/25.jpg", object(7, SQUARE)));
    var reader = new ReferReader(files, ReferDataSet.REFCLEF, "berkeley", "val");
    assertEquals(1, reader.read(reader.annotations().entries().get(0)).instances().size());
  }

  @Test
  void generalisedReferencesMeanSeveralObjectsOrNone() throws IOException {
    var files = MemoryFiles.empty();
    files.put(PICTURES + "a.jpg", png(5, 4));
    files.put(
        "grefcoco/instances.json", instances("a.jpg", object(7, SQUARE) + "," + object(8, SQUARE)));
    String common = "'image_id':1,'split':'testA','sentences':[{'sent':'s'}]";
    files.put(
        "grefcoco/grefs(unc).json",
        "[{'ref_id':1,'ann_id':[8,7],%1$s},{'ref_id':2,'ann_id':[-1],%1$s},{'ref_id':3,'ann_id':[],%1$s},{'ref_id':4,'ann_id':[7],'no_target':true,%1$s}]"
            .formatted(common));
    var reader = new ReferReader(files, ReferDataSet.GREFCOCO, "unc", "testA");
    var image = reader.read(reader.annotations().entries().get(0));
    assertEquals(
        List.of(List.of(1, 0), List.of(), List.of(), List.of()),
        image.expressions().stream().map(e -> e.targets()).toList());
  }

  @Test
  void idsThatDoNotJoinAreNamed() {
    assertFault(
        Reasons.UNKNOWN_ANNOTATION,
        "memory:refcoco/instances.json: has no annotation 9 of image 1, which reference 5 in"
            + " memory:refcoco/refs(unc).p means",
        object(7, SQUARE),
        reference(5, "9"));
    assertFault(
        Reasons.BAD_ANNOTATIONS,
        "lists no image 2",
        object(7, SQUARE),
        reference(5, "7").replace("image_id'\nI1", "image_id'\nI2"));
    assertFault(
        Reasons.BAD_CATEGORY,
        "has category 4, which the file does not list",
        object(7, SQUARE).replace("'category_id':3", "'category_id':4"),
        reference(5, "7"));
    assertFault(
        Reasons.BAD_ANNOTATIONS,
        "annotation 7 of image 1 is there twice",
        object(7, SQUARE) + "," + object(7, SQUARE),
        reference(5, "7"));
  }

  @Test
  void damagedOutlinesAreNamedWithTheirAnnotation() {
    for (var damaged :
        List.of(
            "[[0,0,2,0,2,2,0]]",
            "[[0,0,2,NaN,2,2,0,2]]",
            "[[0,0,2,Infinity,2,2,0,2]]",
            "[[0,0,2,0,2,2,0,1e300]]",
            "[[0,0]]",
            "[]",
            "7",
            "null",
            "{'size':[9,9],'counts':[81]}",
            "{'size':[4,5],'counts':[19]}",
            "{'size':[4,5],'counts':[-1,21]}",
            "[{'size':[4,5],'counts':'%%%'}]",
            "{'size':[2000000000,2000000000],'counts':[1]}")) {
      assertFault(
          Reasons.BAD_SEGMENTATION,
          "memory:refcoco/instances.json: annotation 7 of image 1",
          object(7, "'segmentation':" + damaged),
          reference(1, "7"));
    }
  }

  @Test
  void oneDamagedObjectDoesNotSpoilOtherPictures() throws IOException {
    var files =
        files(
            object(7, SQUARE)
                + ","
                + object(8, "'segmentation':[[NaN]]").replace("'image_id':1", "'image_id':2"),
            reference(1, "7"));
    assertEquals(1, read(files).instances().size());
  }

  @Test
  void picturesThatDoNotFitAreRefused() {
    var files = files(object(7, SQUARE), reference(1, "7"));
    assertFault(
        Reasons.SIZE_MISMATCH,
        "memory:images/train2014/a (b).jpg: the header says 6 x 4 pixels",
        files.put(PICTURES + "a (b).jpg", png(6, 4)));
    assertFault(
        Pictures.CORRUPT,
        "memory:images/train2014/a (b).jpg: is neither a PNG nor a JPEG",
        files.put(PICTURES + "a (b).jpg", "none"));
    var empty = MemoryFiles.empty();
    empty.put("refcoco/refs(unc).p", pickle(reference(1, "7")));
    empty.put("refcoco/instances.json", instances("x.jpg", object(7, SQUARE)));
    assertFault(
        Reasons.MISSING_PICTURE,
        "memory:images/mscoco/images/train2014/x.jpg: is missing, expected the picture here or in"
            + " images/train2014",
        empty);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.jpg",
        "a/../../x.jpg",
        "/etc/x.jpg",
        "",
        ".",
        "./x.jpg",
        "a/./x.jpg",
        "a/.",
        "a/",
        "a//x.jpg",
        "/",
        "a/..",
        "a\\\\x.jpg"
      })
  void namesOfNoFileInTheFolderAreRefused(String name) {
    var files = files(object(7, SQUARE), reference(1, "7"));
    files.put("refcoco/instances.json", instances(name, object(7, SQUARE)));
    assertFault(Reasons.BAD_ANNOTATIONS, "expected a file's name inside the folder", files);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..x.jpg", "x..", ".x", "a../.b/..c", "..."})
  void dotsInNamesAreOnlyDots(String name) throws IOException {
    var files = files(object(7, SQUARE), reference(1, "7"));
    files.put("refcoco/instances.json", instances(name, object(7, SQUARE)));
    files.put(PICTURES + name, png(5, 4));
    assertEquals(1, read(files).instances().size());
  }

  @Test
  void referencesOfAnotherFormAreNamedWithTheirPlace() {
    assertRefused("references[0].ann_id is a list, expected a whole number", reference(1, "]"));
    assertRefused(
        "references[0].sentences is empty", reference(1, "7").replace("(dS'sent'\nS'it'\nsa", ""));
    assertRefused(
        "references[0].ref_id is a text",
        reference(1, "7").replace("'ref_id'\nI1\n", "'ref_id'\nS'1'\n"));
    assertRefused("references[0] is 7, expected a dictionary", "I7\na");
    assertRefused("references[0].split is absent", "(da");
    var error = refused("I7\n.".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(error.getMessage().contains("the pickle holds 7"), error.getMessage());
  }

  @Test
  void aSplitThatIsNotThereIsToldWithThoseThatAre() {
    var files = files(object(7, SQUARE), reference(1, "7"));
    var reader = new ReferReader(files, ReferDataSet.REFCOCO, "unc", "testA");
    var error = assertThrows(DataFormatException.class, reader::annotations);
    assertTrue(
        error.getMessage().contains("no reference of the split \"testA\"; it holds {val=1}"),
        error.getMessage());
  }

  @Test
  void missingAnnotationsAreNamed() {
    var reader = new ReferReader(MemoryFiles.empty(), ReferDataSet.REFCOCO_PLUS, "unc", "val");
    var error = assertThrows(DataFormatException.class, reader::annotations);
    assertTrue(
        error.getMessage().startsWith("memory:refcoco+/refs(unc).p: is missing"),
        error.getMessage());
  }

  @Test
  void picklesThatReachOutsideOrClaimTooMuchAreRefused() {
    String deep = "(".repeat(10_000) + "t".repeat(10_000) + ".";
    String deepLists = "]".repeat(10_000) + "a".repeat(9_999) + "a.";
    for (var pickle :
        List.of(
            "cos\nsystem\n(S'true'\ntR.",
            "\u0080\u0002c__builtin__\neval\nq\u0000U\u00011\u0085R.",
            "(lp0\n0g0\ng0\na.",
            deep,
            deepLists,
            "(lT\u00ff\u00ff\u00ff\u007f",
            "\u0080\u0004]\u008d\u0000\u0000\u0000\u0000\u0001\u0000\u0000\u0000a.",
            "\u0080\u0005]\u0096\u0000\u0000\u0000\u0040\u0000\u0000\u0000\u0000a.")) {
      var error = refused(pickle.getBytes(StandardCharsets.ISO_8859_1));
      assertTrue(error.getMessage().startsWith("memory:refcoco/refs(unc).p: "), error.getMessage());
    }
  }

  @Test
  void instancesNestedTenThousandDeepAreRefused() {
    var files = files(object(7, "'segmentation':" + "[".repeat(10_000)), reference(1, "7"));
    var error = assertThrows(DataFormatException.class, () -> read(files));
    assertTrue(error.getMessage().startsWith("memory:refcoco/instances.json"), error.getMessage());
  }

  private static long area(String segmentation) throws IOException {
    return read(files(object(7, segmentation), reference(1, "7"))).instances().get(0).mask().area();
  }

  private static void assertRefused(String why, String references) {
    var error = refused(pickle(references));
    assertTrue(
        error.getMessage().startsWith("memory:refcoco/refs(unc).p: " + why), error.getMessage());
  }

  private static DataFormatException refused(byte[] pickle) {
    var files = files(object(7, SQUARE), reference(1, "7")).put("refcoco/refs(unc).p", pickle);
    return assertThrows(DataFormatException.class, () -> read(files));
  }

  private static void assertFault(String reason, String why, String objects, String references) {
    assertFault(reason, why, files(objects, references));
  }

  private static void assertFault(String reason, String why, MemoryFiles files) {
    var error = assertThrows(DataFormatException.class, () -> read(files));
    assertEquals(reason, error.reason(), error.getMessage());
    assertTrue(error.getMessage().contains(why), error.getMessage());
  }

  private static ReferringImage read(MemoryFiles files) throws IOException {
    var reader = new ReferReader(files, ReferDataSet.REFCOCO, "unc", "val");
    return reader.read(reader.annotations().entries().get(0));
  }

  /** A root of RefCOCO with one picture of 5 x 4 pixels. */
  private static MemoryFiles files(String objects, String references) {
    return MemoryFiles.empty()
        .put(PICTURES + "a (b).jpg", png(5, 4))
        .put("refcoco/refs(unc).p", pickle(references))
        .put("refcoco/instances.json", instances("a (b).jpg", objects));
  }

  private static byte[] png(int width, int height) {
    return Pictures.encodePng(new Picture(width, height, new byte[3 * width * height]));
  }

  private static String instances(String picture, String objects) {
    return "{'images':[{'id':1,'width':5,'height':4,'file_name':'%s'}],".formatted(picture)
        + "'annotations':[%s],'categories':[{'id':3,'name':'car'}]}".formatted(objects);
  }

  private static String object(int id, String fields) {
    return "{'id':%d,'image_id':1,'category_id':3,%s}".formatted(id, fields);
  }

  private static byte[] pickle(String references) {
    return ("(l" + references + ".").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A pickled reference to be appended to a list, in protocol 0 as Python 2 writes it. */
  private static String reference(int id, String annotation, String... sentences) {
    String value = annotation.equals("]") ? "]" : "I" + annotation + "\n";
    var pickled = new StringBuilder();
    for (var sentence : sentences.length == 0 ? new String[] {"it"} : sentences) {
      pickled.append("(dS'sent'\nS'%s'\nsa".formatted(sentence));
    }
    return "(dS'ref_id'\nI%d\nsS'ann_id'\n%ssS'image_id'\nI1\nsS'split'\nS'val'\nsS'sentences'\n(l%ssa"
        .formatted(id, value, pickled);
  }
}
