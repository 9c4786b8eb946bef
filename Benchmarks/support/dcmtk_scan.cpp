// The peer of Benchmarks/list: DCMTK's header-only scan, as a careful program would write it.
//
// dcmtk_scan THREADS FOLDER: walks the folder, loads every file up to Pixel Data, takes the attributes that a list of
// patients, studies and series needs, and counts. Prints files, series and seconds.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

using Series = std::map<std::tuple<std::string, std::string, std::string>, std::vector<double>>;

static std::string text(DcmDataset &data, const DcmTagKey &tag) {
  OFString value;
  data.findAndGetOFString(tag, value);
  return value.c_str();
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  // It warns of every file that it stops reading at Pixel Data, as it is told to.
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
  const int threads = std::atoi(arguments[1]);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::string> paths;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(arguments[2]))
    if (entry.is_regular_file()) paths.push_back(entry.path().string());

  std::atomic<size_t> next{0}, read{0};
  std::mutex lock;
  Series all;
  auto work = [&] {
    Series mine;
    for (size_t n; (n = next++) < paths.size();) {
      DcmFileFormat file;
      // Values longer than 4 KiB stay in the file; no more is read than up to Pixel Data.
      if (file.loadFileUntilTag(paths[n].c_str(), EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect,
                                DCM_PixelData).bad())
        continue;
      DcmDataset &data = *file.getDataset();
      for (const DcmTagKey &tag : {DCM_PatientName, DCM_StudyDate, DCM_StudyDescription, DCM_SeriesDescription,
                                   DCM_Modality, DCM_SOPInstanceUID, DCM_ImageOrientationPatient, DCM_PixelSpacing})
        (void)text(data, tag);
      Uint16 rows = 0, columns = 0;
      data.findAndGetUint16(DCM_Rows, rows);
      data.findAndGetUint16(DCM_Columns, columns);
      Float64 z = 0;
      data.findAndGetFloat64(DCM_ImagePositionPatient, z, 2);
      mine[{text(data, DCM_PatientID), text(data, DCM_StudyInstanceUID), text(data, DCM_SeriesInstanceUID)}].push_back(z);
      read++;
    }
    std::lock_guard<std::mutex> guard(lock);
    for (auto &[key, places] : mine) {
      auto &there = all[key];
      there.insert(there.end(), places.begin(), places.end());
    }
  };
  std::vector<std::thread> pool;
  for (int n = 0; n < threads; n++) pool.emplace_back(work);
  for (auto &thread : pool) thread.join();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%zu %zu %.4f\n", read.load(), all.size(), seconds.count());
}
