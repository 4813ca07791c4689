package org.refspark.data.refer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.refspark.data.Damage;
import org.refspark.data.DataFiles;
import org.refspark.data.MemoryFiles;
import org.refspark.data.image.Picture;
import org.refspark.data.image.Pictures;

/** Whatever is damaged, a split is read or the file at fault is named. */
class ReferPropertyTest {
  private static final byte[] REFERENCES =
      bytes(
          "(lp0\n(dp1\nS'ref_id'\np2\nI1\nsS'ann_id'\nI7\nsS'image_id'\nI1\nsS'split'\np3\nS'val'\n"
              + "p4\nsS'sentences'\n(l(dS'sent'\np5\nS'the car'\nsa(dg5\nVit\nsasa"
              + "(dg2\nI2\nsS'ann_id'\nL8L\nsS'image_id'\nI1\nsg3\ng4\nsS'sentences'\n(l(dg5\nS'a'\nsasa.");
  private static final byte[] GENERALISED =
      bytes(
          ("[{'ref_id':1,'image_id':1,'split':'val','ann_id':[7,8],'sentences':[{'sent':'both'}]},"
                  + "{'ref_id':2,'image_id':1,'split':'val','ann_id':[-1],'no_target':true,"
                  + "'sentences':[{'sent':'none','sent_id':4}]}]")
              .replace('\'', '"'));
  private static final byte[] INSTANCES =
      bytes(
          ("{'images':[{'id':1,'width':5,'height':4,'file_name':'a.jpg'}],'annotations':["
                  + "{'id':7,'image_id':1,'category_id':3,'segmentation':[[0,0,2,0,2,2,0,2]]},"
                  + "{'id':8,'image_id':1,'category_id':3,'iscrowd':1,'segmentation':"
                  + "{'size':[4,5],'counts':[4,6,10]}}],'categories':[{'id':3,'name':'car'}]}")
              .replace('\'', '"'));
  private static final byte[] PICTURE = Pictures.encodePng(new Picture(5, 4, new byte[60]));

  @Property(tries = 300, seed = "20261121")
  void damagedReferencesAreReadOrRefused(@ForAll("references") byte[] input) throws IOException {
    survives(ReferDataSet.REFCOCO, input, INSTANCES);
  }

  @Property(tries = 300, seed = "20261121")
  void damagedInstancesAreReadOrRefused(@ForAll("instances") byte[] input) throws IOException {
    survives(ReferDataSet.REFCOCO, REFERENCES, input);
  }

  @Property(tries = 300, seed = "20261121")
  void damagedGeneralisedReferencesAreReadOrRefused(@ForAll("generalised") byte[] input)
      throws IOException {
    survives(ReferDataSet.GREFCOCO, input, INSTANCES);
  }

  private static void survives(ReferDataSet dataSet, byte[] references, byte[] instances)
      throws IOException {
    DataFiles files =
        MemoryFiles.empty()
            .put("images/train2014/a.jpg", PICTURE)
            .put(dataSet.references("unc"), references)
            .put(dataSet.instances(), instances);
    var reader = new ReferReader(files, dataSet, "unc", "val");
    Damage.assertValueOrClearError(
        "memory:",
        references,
        bytes -> {
          for (var entry : reader.annotations().entries()) {
            reader.read(entry);
          }
        });
  }

  @Provide
  Arbitrary<byte[]> references() {
    return Damage.of(REFERENCES);
  }

  @Provide
  Arbitrary<byte[]> instances() {
    return Damage.of(INSTANCES);
  }

  @Provide
  Arbitrary<byte[]> generalised() {
    return Damage.of(GENERALISED);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
