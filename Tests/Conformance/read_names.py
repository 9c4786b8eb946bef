"""pydicom's Patient's Name of every file in a folder, as JSON by file name."""
import json, os, sys, warnings
import pydicom
warnings.simplefilter('ignore')
print(json.dumps({name: str(pydicom.dcmread(os.path.join(sys.argv[1], name)).PatientName)
                  for name in sorted(os.listdir(sys.argv[1]))}))
