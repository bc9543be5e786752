"""`make defects`: inject every class of defect, run the pipeline, score what it found against the generator's truth."""
